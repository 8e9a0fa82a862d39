/** One message of a conversation, as far as the simulated model looks at it. */
export type Item =
	| { readonly kind: "prompt"; readonly text: string; readonly uuid: string }
	| { readonly kind: "toolUse"; readonly id: string; readonly command: string }
	| {
			readonly kind: "toolResult";
			readonly id: string;
			readonly text: string;
			/** Cut off by SIGTERM or by the user: the command counts as not done. */
			readonly interrupted: boolean;
	  }
	| { readonly kind: "answer"; readonly text: string }
	| { readonly kind: "apiError"; readonly text: string; readonly quota: boolean };

/** A parsed transcript line. */
export interface Line {
	type?: string;
	uuid?: string;
	parentUuid?: string | null;
	isSidechain?: boolean;
	isMeta?: boolean;
	isApiErrorMessage?: boolean;
	apiError?: string;
	message?: { model?: string; stop_reason?: string | null; content?: string | Block[] };
	accountUuid?: string;
	[key: string]: unknown;
}

export interface Block {
	type?: string;
	text?: string;
	id?: string;
	input?: { command?: string };
	tool_use_id?: string;
	content?: unknown;
	is_error?: boolean;
}

/** What a Stop hook's reason looks like when it is handed to the model (seen on 2.1.330). */
export const STOP_FEEDBACK = "Stop hook feedback:\n";

/** The result that a resume puts in where a killed process has left none (seen on 2.1.330). */
export const UNKNOWN_OUTCOME =
	"[Tool call interrupted: the session ended before this call's result was recorded, so its outcome is unknown. Check whether it took effect before relying on it or running it again.]";

const INTERRUPTED = /^(Exit code 137\b|The user doesn't want to|\[Tool call interrupted)/;

function textOf(content: unknown): string {
	if (typeof content === "string") return content;
	if (!Array.isArray(content)) return "";
	return (content as Block[]).map((block) => block.text ?? "").join("");
}

function userItems(line: Line): Item[] {
	const content = line.message?.content ?? "";
	const results = Array.isArray(content) ? content.filter((b) => b.type === "tool_result") : [];
	if (results.length > 0) {
		return results.map((block) => {
			const text = textOf(block.content);
			const interrupted = block.is_error === true && INTERRUPTED.test(text);
			return { kind: "toolResult", id: block.tool_use_id ?? "", text, interrupted };
		});
	}
	const text = textOf(content);
	if (text.startsWith("[Request interrupted by user")) return [];
	if (line.isMeta === true && !text.startsWith(STOP_FEEDBACK)) return [];
	return [{ kind: "prompt", text, uuid: line.uuid ?? "" }];
}

function assistantItems(line: Line): Item[] {
	const content = line.message?.content ?? "";
	const text = textOf(content);
	if (line.isApiErrorMessage === true) {
		return [{ kind: "apiError", text, quota: line.apiError === "usage_limit_reached" }];
	}
	if (line.message?.model === "<synthetic>") return [];
	const uses = Array.isArray(content) ? content.filter((block) => block.type === "tool_use") : [];
	if (uses.length > 0) {
		return uses.map((use) => ({
			kind: "toolUse",
			id: use.id ?? "",
			command: use.input?.command ?? "",
		}));
	}
	return line.message?.stop_reason === "end_turn" ? [{ kind: "answer", text }] : [];
}

/** The messages of one transcript line; none for lines that the model does not see. */
export function itemsOf(line: Line): Item[] {
	if (line.type === "user") return userItems(line);
	return line.type === "assistant" ? assistantItems(line) : [];
}
