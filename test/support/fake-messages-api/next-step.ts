import { type Directive, parseDirectives } from "./directives.ts";
import type { WindowName } from "./ledger.ts";
import { type Happening, type MessagesRequest, readHappenings } from "./messages.ts";

/** What the fake model does with one request. */
export interface Step {
	readonly action:
		| { readonly kind: "bash"; readonly command: string }
		| { readonly kind: "say"; readonly text: string }
		| { readonly kind: "fail"; readonly status: number }
		| { readonly kind: "quota"; readonly window: WindowName };
	/** How long the answer takes before it begins. */
	readonly waitMs: number;
	/** What the request costs of the account's windows. */
	readonly units: number;
}

/** Text that the program itself puts into a resumed conversation in place of an answer. */
const fillerAnswer = "No response requested.";

/** Decides the answer to a turn from nothing but its conversation, so that any account can go on. */
export function nextStep(request: MessagesRequest): Step {
	const happenings = readHappenings(request);
	const prompts = happenings.filter((happening) => happening.kind === "prompt");
	const lastPrompt = prompts.at(-1)?.text ?? "";
	const start = happenings.findLastIndex(
		(happening) => happening.kind === "prompt" && parseDirectives(happening.text).length > 0,
	);
	const ordered = happenings[start];
	if (ordered?.kind !== "prompt") return plainAnswer(lastPrompt);
	const directives = parseDirectives(ordered.text);
	const progress = followProgress(directives, happenings.slice(start + 1));
	return progress.finished ? plainAnswer(lastPrompt) : stepAt(directives, progress.done);
}

interface Progress {
	/** How many of the requests that the directives ask for have been dealt with. */
	done: number;
	finished: boolean;
	/** The last result was an error: an interrupted call, when the next thing is a prompt. */
	failedCall: boolean;
}

/**
 * Walks what happened after the prompt. A result ends its call; an error result directly before a
 * further prompt was an interruption, so the call is due again; a failure is over with that prompt.
 */
function followProgress(directives: readonly Directive[], later: readonly Happening[]): Progress {
	const requests = directives.filter(isRequest);
	const progress: Progress = { done: 0, finished: false, failedCall: false };
	for (const happening of later) {
		if (happening.kind === "result") {
			progress.done += 1;
			progress.failedCall = happening.error;
		} else if (happening.kind === "prompt") {
			if (progress.failedCall) progress.done -= 1;
			else if (requests[progress.done] && requests[progress.done]?.name !== "bash") {
				progress.done += 1;
			}
			progress.failedCall = false;
		} else if (happening.kind === "said" && happening.text !== fillerAnswer) {
			progress.finished ||= progress.done >= requests.length;
		}
	}
	return progress;
}

/** Whether a directive is one request of its own; the others change or end what a request does. */
function isRequest(directive: Directive): boolean {
	return ["bash", "fail", "quota"].includes(directive.name);
}

/** The step for the request number `done` (from 0), with the waits that stand before it. */
function stepAt(directives: readonly Directive[], done: number): Step {
	const units = Number(directives.find(({ name }) => name === "units")?.argument ?? 1);
	let waitMs = 0;
	let seen = 0;
	for (const directive of directives) {
		if (directive.name === "sleep") waitMs += Number(directive.argument);
		if (!isRequest(directive)) continue;
		if (seen === done) return { action: actionOf(directive), waitMs, units };
		seen += 1;
		waitMs = 0;
	}
	return { action: { kind: "say", text: finalText(directives) }, waitMs, units };
}

function actionOf(directive: Directive): Step["action"] {
	if (directive.name === "bash") return { kind: "bash", command: directive.argument };
	if (directive.name === "fail") return { kind: "fail", status: Number(directive.argument) };
	return { kind: "quota", window: (directive.argument || "five_hour") as WindowName };
}

function finalText(directives: readonly Directive[]): string {
	const said = directives.filter((directive) => directive.name === "say");
	return said.length === 0 ? "Done." : said.map((directive) => directive.argument).join("\n");
}

function plainAnswer(prompt: string): Step {
	const text = `OK chars=${[...prompt].length}`;
	return { action: { kind: "say", text }, waitMs: 0, units: 1 };
}
