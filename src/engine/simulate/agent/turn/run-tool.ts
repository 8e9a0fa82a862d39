import { randomUUID } from "node:crypto";
import { type Agent, pause } from "../agent.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import type { Action } from "../model/directives.ts";
import { appendLine } from "../transcript/conversation.ts";
import { toolResultLine, toolUseLine } from "../transcript/lines.ts";
import { logEffect } from "../world.ts";
import { type BashOutcome, runBash } from "./bash-tool.ts";
import { mayRun } from "./permission.ts";
import { toolFields } from "./tool-fields.ts";

type ToolAction = Extract<Action, { kind: "bash" | "step" }>;

const REFUSED =
	"The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.";
const DENIED_BY_HOOK = "Permission to use Bash was denied by a hook.";
const NO_OUTPUT = "(Bash completed with no output)";

/** Thrown out of a turn when a person said no to a tool call. */
export class ToolRefused extends Error {}

interface ToolText {
	readonly text: string;
	readonly isError: boolean;
}

function resultText({ output, exitCode }: BashOutcome): ToolText {
	if (exitCode === 0) return { text: output === "" ? NO_OUTPUT : output, isError: false };
	return { text: `Exit code ${exitCode}${output === "" ? "" : `\n${output}`}`, isError: true };
}

function stopText(signal: AbortSignal): ToolText {
	const text = signal.reason === "user" ? REFUSED : "Exit code 137";
	return { text, isError: true };
}

/** A step's effect is logged last and its result line follows in the same breath: a step that
 * SIGTERM cuts off has had no effect. */
async function runStep(agent: Agent, action: ToolAction, signal: AbortSignal): Promise<ToolText> {
	try {
		await pause(action.delayMs, signal);
	} catch {
		return stopText(signal);
	}
	if (action.kind === "step" && agent.worldDir !== null) {
		logEffect(agent.worldDir, action.nonce, action.step);
	}
	return { text: NO_OUTPUT, isError: false };
}

async function execute(agent: Agent, action: ToolAction, signal: AbortSignal): Promise<ToolText> {
	if (action.kind === "step") return runStep(agent, action, signal);
	const outcome = await runBash(agent, action.command, signal);
	return signal.aborted ? stopText(signal) : resultText(outcome);
}

type Permission = "run" | "refused" | "denied";

async function permissionFor(agent: Agent, action: ToolAction, id: string, signal: AbortSignal) {
	const fields = { ...toolFields(action.command), tool_use_id: id };
	const verdict = await runHooks(agent, "PreToolUse", fields, "Bash");
	if (verdict.permission === "deny" || verdict.blocked !== null) return "denied";
	if (signal.aborted) return "run";
	const allowed = verdict.permission === "allow" || (await mayRun(agent, action.command, signal));
	return allowed ? "run" : "refused";
}

async function textFor(agent: Agent, action: ToolAction, permission: Permission) {
	const signal = agent.turn?.signal ?? new AbortController().signal;
	if (permission === "refused") return { text: REFUSED, isError: true };
	if (permission === "denied") return { text: DENIED_BY_HOOK, isError: true };
	return signal.aborted ? stopText(signal) : execute(agent, action, signal);
}

/** One tool call from the model's wish to the result in the transcript. The result line is written
 * before the PostToolUse hook runs. */
export async function runTool(
	agent: Agent,
	action: ToolAction,
	signal: AbortSignal,
): Promise<void> {
	const id = `toolu_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
	const use = toolUseLine(agent, id, action.command);
	appendLine(agent.conversation, use);
	agent.face.emit(use);
	agent.face.show("tool", `Bash(${action.command})`);
	const began = Date.now();
	const permission = await permissionFor(agent, action, id, signal).catch(() => "run" as const);
	const { text, isError } = await textFor(agent, action, permission);
	const stdout = isError || text === NO_OUTPUT ? "" : text;
	const sourceUuid = String(use.uuid);
	const result = toolResultLine(agent, { toolUseId: id, text, isError, stdout, sourceUuid });
	appendLine(agent.conversation, result);
	agent.face.emit(result);
	agent.face.show("result", text === NO_OUTPUT ? "(No output)" : text);
	if (permission === "refused") throw new ToolRefused();
	if (signal.aborted) throw signal.reason;
	if (isError) return;
	const response = {
		stdout,
		stderr: "",
		interrupted: false,
		isImage: false,
		noOutputExpected: false,
	};
	const ids = { tool_use_id: id, duration_ms: Date.now() - began };
	const fields = { ...toolFields(action.command), tool_response: response, ...ids };
	await runHooks(agent, "PostToolUse", fields, "Bash");
}
