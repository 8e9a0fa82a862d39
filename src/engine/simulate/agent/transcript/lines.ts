import { randomUUID } from "node:crypto";
import { type Agent, VERSION } from "../agent.ts";
import { emptyUsage, TURN_USAGE } from "./usage-fields.ts";

type Fields = Record<string, unknown>;

/** A line of the message tree, with the fields that all of them carry (samples of 2.1.330). */
function line(agent: Agent, type: string, fields: Fields): Fields {
	return {
		parentUuid: null,
		isSidechain: false,
		type,
		uuid: randomUUID(),
		timestamp: new Date().toISOString(),
		...fields,
		userType: "external",
		entrypoint: agent.interactive ? "cli" : "sdk-cli",
		cwd: agent.cwd,
		sessionId: agent.sessionId,
		version: VERSION,
		gitBranch: agent.branch,
	};
}

/** A prompt, typed or given as argument. */
export function promptLine(agent: Agent, text: string): Fields {
	return line(agent, "user", {
		promptId: agent.promptId,
		message: { role: "user", content: text },
		permissionMode: agent.permissionMode === "manual" ? "default" : agent.permissionMode,
		promptSource: agent.interactive ? "cli" : "sdk",
	});
}

/** A user line that the program writes itself: a Stop hook's reason. */
export function metaLine(agent: Agent, text: string): Fields {
	return line(agent, "user", {
		promptId: agent.promptId,
		message: { role: "user", content: text },
		isMeta: true,
	});
}

/** The trace of an Esc: "[Request interrupted by user]". */
export function interruptionLine(agent: Agent, text: string): Fields {
	return line(agent, "user", {
		promptId: agent.promptId,
		message: { role: "user", content: [{ type: "text", text }] },
	});
}

export interface ToolResult {
	readonly toolUseId: string;
	readonly text: string;
	readonly isError: boolean;
	readonly stdout: string;
	readonly sourceUuid: string;
}

/** The outcome of a tool call. */
export function toolResultLine(agent: Agent, result: ToolResult): Fields {
	const { toolUseId, text, isError, stdout, sourceUuid } = result;
	const content = { tool_use_id: toolUseId, type: "tool_result", content: text, is_error: isError };
	return line(agent, "user", {
		promptId: agent.promptId,
		message: { role: "user", content: [content] },
		toolUseResult: isError
			? `Error: ${text}`
			: { stdout, stderr: "", interrupted: false, isImage: false, noOutputExpected: false },
		sourceToolAssistantUUID: sourceUuid,
	});
}

function assistantLine(agent: Agent, block: Fields, stopReason: string): Fields {
	return line(agent, "assistant", {
		message: {
			id: `msg_${randomUUID().replaceAll("-", "").slice(0, 20)}`,
			type: "message",
			role: "assistant",
			model: agent.model,
			content: [block],
			stop_reason: stopReason,
			stop_sequence: null,
			usage: TURN_USAGE,
			stop_details: null,
		},
		requestId: `req_sim${randomUUID().slice(0, 8)}`,
		requestedModel: agent.model,
		madeBy: "model",
	});
}

/** The final text of a turn. */
export function answerLine(agent: Agent, text: string): Fields {
	return assistantLine(agent, { type: "text", text }, "end_turn");
}

/** A Bash call that the model asks for. */
export function toolUseLine(agent: Agent, id: string, command: string): Fields {
	const input = { command, description: "run it" };
	return assistantLine(agent, { type: "tool_use", id, name: "Bash", input }, "tool_use");
}

/** An assistant line that the program made up: model `<synthetic>`. */
export function syntheticLine(agent: Agent, text: string, fields: Fields): Fields {
	return line(agent, "assistant", {
		message: {
			id: randomUUID(),
			model: "<synthetic>",
			role: "assistant",
			stop_reason: "stop_sequence",
			stop_sequence: "",
			type: "message",
			usage: emptyUsage(),
			content: [{ type: "text", text }],
		},
		...fields,
	});
}

/** A system line of any subtype. */
export function systemLine(agent: Agent, subtype: string, fields: Fields): Fields {
	return line(agent, "system", { subtype, ...fields });
}

/** The lines that a new transcript starts with. The owner is only that of a stored login. */
export function openingLines(agent: Agent): Fields[] {
	const { sessionId, login, name } = agent;
	const mode = agent.permissionMode === "manual" ? "default" : agent.permissionMode;
	const lines: Fields[] = [
		{ type: "mode", mode: "normal", sessionId },
		{ type: "permission-mode", permissionMode: mode, sessionId },
	];
	if (name !== null) lines.push({ type: "custom-title", customTitle: name, sessionId });
	return login.owner === null
		? lines
		: [...lines, { type: "session-owner", ...login.owner, sessionId }];
}

/** The organization whose login makes this turn's requests; stored logins only. */
export function credentialOrgLine(agent: Agent): Fields | null {
	const organizationUuid = agent.login.owner?.organizationUuid;
	if (organizationUuid === undefined) return null;
	return line(agent, "attachment", { attachment: { type: "credential_org", organizationUuid } });
}
