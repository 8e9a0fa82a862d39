import { type Binding, type Context, type Facts, keyName } from "../keymap.ts";
import { type Line, lineWidth, type Span, span } from "./line.ts";

/** The hints for the keys that count now; as many as fit, help and the way out always. */
export function footerLine(contexts: readonly Context[], facts: Facts, columns: number): Line {
	const bindings = contexts.flatMap(facts.keymap.of).filter((b) => b.label !== null);
	const kept = (b: Binding) => ["help", "quit", "close"].includes(b.action);
	const last = bindings.filter(kept).map((b) => hint(b, facts));
	const line: Span[] = [];
	const room = columns - last.reduce((sum, part) => sum + lineWidth(part), 0);
	for (const binding of bindings.filter((b) => !kept(b))) {
		const part = hint(binding, facts);
		if (lineWidth(line) + lineWidth(part) > room) break;
		line.push(...part);
	}
	return [...line, ...last.flat()];
}

function hint(binding: Binding, facts: Facts): Line {
	const key = keyName(binding.keys[0] ?? "");
	const disabled = binding.disabledReason?.(facts) != null;
	return [
		span(` ${key}`, disabled ? { dimColor: true } : { bold: true, color: "cyan" }),
		span(` ${binding.label} `, { dimColor: disabled }),
	];
}
