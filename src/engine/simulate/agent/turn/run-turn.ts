import { randomUUID } from "node:crypto";
import type { Agent } from "../agent.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import type { Action } from "../model/directives.ts";
import { nextAction } from "../model/next-action.ts";
import { withPointedFiles } from "../model/pointed-file.ts";
import { worldOf } from "../model/serve.ts";
import { appendLine, hasTranscript } from "../transcript/conversation.ts";
import { STOP_FEEDBACK, UNKNOWN_OUTCOME } from "../transcript/items.ts";
import {
	credentialOrgLine,
	interruptionLine,
	metaLine,
	openingLines,
	promptLine,
	syntheticLine,
	toolResultLine,
} from "../transcript/lines.ts";
import { type ApiFailure, failureOf, notLoggedIn } from "./api-failure.ts";
import { answer, closeTurn, failTurn } from "./end-turn.ts";
import { request } from "./request.ts";
import { runTool, ToolRefused } from "./run-tool.ts";

/** How a turn ended. `ended`: the process is being stopped and nothing more is to be done. */
export type TurnEnd =
	| { readonly kind: "answered"; readonly text: string }
	| { readonly kind: "failed"; readonly failure: ApiFailure }
	| { readonly kind: "interrupted" | "blocked" | "ended" };

function writeUnknownOutcome(agent: Agent, toolUseId: string): void {
	const sourceUuid = agent.conversation.lastUuid ?? "";
	const result = { toolUseId, text: UNKNOWN_OUTCOME, isError: true, stdout: "", sourceUuid };
	appendLine(agent.conversation, toolResultLine(agent, result));
}

/** A conversation that was cut off gets a filler before its next prompt (seen on 2.1.330). */
function closeCutTurn(agent: Agent): void {
	const last = agent.conversation.items.at(-1);
	if (last?.kind === "toolUse") writeUnknownOutcome(agent, last.id);
	const isCut = last !== undefined && last.kind !== "answer" && last.kind !== "apiError";
	if (!agent.interactive || !isCut) return;
	appendLine(agent.conversation, syntheticLine(agent, "No response requested.", {}));
}

function writePrompt(agent: Agent, text: string): void {
	const { conversation } = agent;
	if (conversation.persist && !hasTranscript(conversation)) {
		for (const line of openingLines(agent)) appendLine(conversation, line);
		conversation.owner = agent.login.owner?.accountUuid ?? null;
	}
	closeCutTurn(agent);
	const { sessionId } = agent;
	appendLine(conversation, promptLine(agent, text));
	appendLine(conversation, { type: "last-prompt", lastPrompt: text.slice(0, 200), sessionId });
	const organization = credentialOrgLine(agent);
	if (organization !== null) appendLine(conversation, organization);
}

interface TurnState {
	readonly startedAt: number;
	readonly signal: AbortSignal;
	stopHookActive: boolean;
}

/** One answer of the model and what follows from it; null while the turn goes on. */
async function oneRequest(agent: Agent, action: Action, turn: TurnState): Promise<TurnEnd | null> {
	agent.face.busy("Working…");
	const reply = await request(agent, action, turn.signal);
	if (reply.kind !== "ok") {
		const failure = failureOf(agent, reply);
		await failTurn(agent, failure);
		return { kind: "failed", failure };
	}
	if (action.kind === "bash" || action.kind === "step") {
		await runTool(agent, action, turn.signal);
		return null;
	}
	const text = action.kind === "text" ? action.text : "";
	const blocked = await answer(agent, text, turn.stopHookActive);
	if (blocked === null) {
		closeTurn(agent, turn.startedAt);
		return { kind: "answered", text };
	}
	turn.stopHookActive = true;
	appendLine(agent.conversation, metaLine(agent, `${STOP_FEEDBACK}${blocked}`));
	return null;
}

async function requests(agent: Agent, turn: TurnState): Promise<TurnEnd> {
	if (agent.login.kind === "none") {
		const failure = notLoggedIn();
		await failTurn(agent, failure);
		return { kind: "failed", failure };
	}
	const { defaultTurn } = worldOf(agent);
	for (;;) {
		const action = nextAction(withPointedFiles(agent.conversation.items), defaultTurn);
		if (action === null) return { kind: "answered", text: "" };
		const end = await oneRequest(agent, action, turn);
		if (end !== null) return end;
	}
}

function stopped(agent: Agent, signal: AbortSignal, error: unknown): TurnEnd {
	if (signal.reason === "end") return { kind: "ended" };
	if (!(error instanceof ToolRefused) && !signal.aborted) throw error;
	const last = agent.conversation.items.at(-1)?.kind;
	const tail = last === "toolResult" ? " for tool use" : "";
	const text = `[Request interrupted by user${tail}]`;
	appendLine(agent.conversation, interruptionLine(agent, text));
	return { kind: "interrupted" };
}

/** Runs one submitted prompt to its end. Only one turn runs at a time. */
export async function runTurn(agent: Agent, text: string): Promise<TurnEnd> {
	const controller = new AbortController();
	agent.turn = controller;
	agent.promptId = randomUUID();
	agent.face.busy("Working…");
	try {
		const verdict = await runHooks(agent, "UserPromptSubmit", { prompt: text });
		if (controller.signal.reason === "end") return { kind: "ended" };
		if (verdict.blocked !== null) return { kind: "blocked" };
		writePrompt(agent, text);
		const { signal } = controller;
		return await requests(agent, { startedAt: Date.now(), signal, stopHookActive: false });
	} catch (error) {
		return stopped(agent, controller.signal, error);
	} finally {
		agent.turn = null;
		agent.face.busy(null);
	}
}
