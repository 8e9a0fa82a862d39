/** The parts of a Messages API request that the fake model looks at. */
export interface MessagesRequest {
	readonly model?: string;
	readonly stream?: boolean;
	readonly max_tokens?: number;
	readonly tools?: readonly { readonly name?: string }[];
	readonly messages?: readonly RequestMessage[];
	readonly system?: unknown;
	readonly metadata?: { readonly user_id?: string };
	readonly output_config?: { readonly format?: { readonly type?: string } };
}

export interface RequestMessage {
	readonly role: string;
	readonly content: string | readonly ContentBlock[];
}

export interface ContentBlock {
	readonly type: string;
	readonly text?: string;
	readonly id?: string;
	readonly name?: string;
	readonly input?: { readonly command?: string };
	readonly tool_use_id?: string;
	readonly is_error?: boolean;
	readonly content?: unknown;
}

/** What happened in a conversation, told by its messages in order. */
export type Happening =
	| { readonly kind: "prompt"; readonly text: string }
	| { readonly kind: "said"; readonly text: string }
	| { readonly kind: "called"; readonly id: string }
	| { readonly kind: "result"; readonly id: string; readonly error: boolean };

/** Flattens a request into happenings, without what the program itself wrote into user messages. */
export function readHappenings(request: MessagesRequest): Happening[] {
	return (request.messages ?? []).flatMap((message) =>
		blocksOf(message).flatMap((block) => happeningOf(message.role, block)),
	);
}

function blocksOf(message: RequestMessage): readonly ContentBlock[] {
	const { content } = message;
	return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

function happeningOf(role: string, block: ContentBlock): Happening[] {
	if (block.type === "tool_use") return [{ kind: "called", id: block.id ?? "" }];
	if (block.type === "tool_result") {
		return [{ kind: "result", id: block.tool_use_id ?? "", error: block.is_error === true }];
	}
	if (block.type !== "text") return [];
	if (role === "assistant") return [{ kind: "said", text: block.text ?? "" }];
	const text = role === "user" ? authoredText(block.text ?? "") : "";
	return text === "" ? [] : [{ kind: "prompt", text }];
}

/** The user's own words: reminders and interrupt notes are the program's. */
function authoredText(text: string): string {
	const own = text.replaceAll(/<system-reminder>[\s\S]*?<\/system-reminder>\s*/g, "");
	return own.startsWith("[Request interrupted by user") ? "" : own;
}
