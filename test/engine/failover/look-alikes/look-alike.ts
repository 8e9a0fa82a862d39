import type { Fact } from "../facts-on-disk.ts";

/** Something that looks like a limit and is none: what it is, and what the program leaves behind with it. */
export interface LookAlike {
	readonly what: string;
	readonly facts: readonly Fact[];
}

/** An assistant line of the transcript that says this, from the model unless `with` says otherwise. */
export function answerLine(text: string, more: object = {}): Fact {
	return { line: "assistant-text", with: { message: spoken(text), ...more } };
}

export function spoken(text: string, model = "claude-opus-5-5"): object {
	return { model, role: "assistant", stop_reason: "end_turn", content: [{ type: "text", text }] };
}

/** A failed request as the program records it, without anything that names a quota. */
export function failureLine(error: string, status: number | undefined, text: string): Fact {
	const plain = { apiError: undefined, quotaLimits: undefined, apiErrorParams: undefined };
	const said = { error, apiErrorStatus: status, message: spoken(text, "<synthetic>") };
	return { line: "assistant-text-apierror-server_error", with: { ...plain, ...said } };
}
