import type { FailureStatus } from "../world-model.ts";

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
		| { readonly kind: "quota" }
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

const NAMES = ["bash", "sleep", "say", "units", "fail", "quota"];
const FAILURES: readonly number[] = [401, 403, 429, 500, 529];

/** The end of the directive that opens at `from`: its own `]]`, nested `[[ ]]` counted. */
function closingAt(text: string, from: number): number {
	let depth = 0;
	let at = from;
	while (at < text.length - 1) {
		const pair = text.slice(at, at + 2);
		if (pair === "[[" && (depth === 0 || isOpening(text, at))) depth += 1;
		else if (pair === "]]") {
			depth -= 1;
			if (depth === 0) return at;
		}
		at += pair === "[[" || pair === "]]" ? 2 : 1;
	}
	return -1;
}

function isOpening(text: string, at: number): boolean {
	const name = /^\[\[([a-z]+)(:|\]\])/.exec(text.slice(at, at + 12))?.[1];
	return name !== undefined && NAMES.includes(name);
}

/** All directives of a prompt, in order: `[[name]]` or `[[name:value]]`. */
export function parseDirectives(text: string): Directive[] {
	const found: Directive[] = [];
	let at = text.indexOf("[[");
	while (at >= 0) {
		const end = isOpening(text, at) ? closingAt(text, at) : -1;
		if (end >= 0) {
			const body = text.slice(at + 2, end);
			const colon = body.indexOf(":");
			const name = colon < 0 ? body : body.slice(0, colon);
			found.push({ name, value: colon < 0 ? "" : body.slice(colon + 1) });
		}
		at = text.indexOf("[[", end >= 0 ? end + 2 : at + 2);
	}
	return found;
}

function actionOf({ name, value }: Directive, cost: Cost): Action | null {
	if (name === "bash") return { kind: "bash", command: value, ...cost };
	if (name === "say") return { kind: "text", text: value, ...cost };
	if (name === "quota") return { kind: "quota", ...cost };
	const status = Number(value);
	if (name !== "fail" || !FAILURES.includes(status)) return null;
	return { kind: "fail", status: status as FailureStatus, ...cost };
}

/** The requests that a prompt with directives makes; `closing` is the text that ends its turn when
 * it does not end it by itself. A sleep belongs to the next request, units to all that follow. */
export function actionsOf(directives: readonly Directive[], closing: string): Action[] {
	const actions: Action[] = [];
	let delayMs = 0;
	let units = 1;
	for (const directive of directives) {
		if (directive.name === "sleep") delayMs += Number(directive.value) || 0;
		if (directive.name === "units") units = Number(directive.value) || 0;
		const action = actionOf(directive, { delayMs, units });
		if (action === null) continue;
		actions.push(action);
		delayMs = 0;
	}
	const last = actions.at(-1)?.kind;
	const text = actions.some((action) => action.kind === "bash")
		? "Tool finished; all done."
		: closing;
	if (last !== "text") actions.push({ kind: "text", text, delayMs, units });
	return actions;
}
