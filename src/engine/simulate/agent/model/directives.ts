import type { FailureStatus, WindowName } from "../world-model.ts";

/** One thing that the simulated model does in answer to one request. */
export type Action = Cost &
	(
		| { readonly kind: "bash"; readonly command: string }
		/** A simulated step: shown as a Bash call, done inside of the process. */
		| {
				readonly kind: "step";
				readonly command: string;
				readonly nonce: string;
				readonly step: number;
		  }
		| { readonly kind: "text"; readonly text: string }
		| { readonly kind: "fail"; readonly status: FailureStatus }
		| { readonly kind: "quota"; readonly window: WindowName }
	);

interface Cost {
	/** How long the answer takes to begin. */
	readonly delayMs: number;
	readonly units: number;
}

export interface Directive {
	readonly name: string;
	readonly value: string;
}

const DIRECTIVE = /\[\[(bash|sleep|say|units|fail|quota)(?::([\s\S]*?))?\]\]/g;
const FAILURES: readonly number[] = [401, 403, 429, 500, 529];

/** All directives of a prompt, in order: `[[name]]` or `[[name:value]]`, up to the first `]]`. */
export function parseDirectives(text: string): Directive[] {
	return [...text.matchAll(DIRECTIVE)].map((match) => ({
		name: match[1] ?? "",
		value: match[2] ?? "",
	}));
}

function actionOf({ name, value }: Directive, cost: Cost): Action | null {
	if (name === "bash") return { kind: "bash", command: value, ...cost };
	if (name === "quota") {
		return { kind: "quota", window: (value || "five_hour") as WindowName, ...cost };
	}
	const status = Number(value);
	if (name !== "fail" || !FAILURES.includes(status)) return null;
	return { kind: "fail", status: status as FailureStatus, ...cost };
}

function valuesOf(directives: readonly Directive[], name: string): string[] {
	return directives.filter((one) => one.name === name).map((one) => one.value);
}

/** The requests that a prompt with directives makes. A sleep belongs to the next request, units to
 * all of them; what is to be said ends the turn. */
export function actionsOf(directives: readonly Directive[]): Action[] {
	const units = Number(valuesOf(directives, "units")[0] ?? 1);
	const actions: Action[] = [];
	let delayMs = 0;
	for (const directive of directives) {
		if (directive.name === "sleep") delayMs += Number(directive.value) || 0;
		const action = actionOf(directive, { delayMs, units });
		if (action === null) continue;
		actions.push(action);
		delayMs = 0;
	}
	const said = valuesOf(directives, "say");
	const text = said.length === 0 ? "Done." : said.join("\n");
	return [...actions, { kind: "text", text, delayMs, units }];
}
