import { randomUUID } from "node:crypto";
import { type Agent, pause } from "../agent.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import type { Action } from "../model/directives.ts";
import { appendLine } from "../transcript/conversation.ts";
import { UNKNOWN_OUTCOME } from "../transcript/items.ts";
import { toolResultLine, toolUseLine } from "../transcript/lines.ts";
import { logEffect, readEffects } from "../world.ts";
import { type BashOutcome, runBash } from "./bash-tool.ts";
import { mayRun } from "./permission.ts";
import { toolFields } from "./tool-fields.ts";

type ToolAction = Extract<Action, { kind: "bash" | "step" }>;

const REFUSED =
	"The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.";
const DENIED_BY_HOOK = "Permission to use Bash was denied by a hook.";
const NO_OUTPUT = "(Bash completed with no output)";
const DONE = { text: NO_OUTPUT, isError: false };

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

/** Whether an earlier call of this step ended with nobody knowing whether it took effect. */
function isInDoubt(agent: Agent, command: string): boolean {
	const { items } = agent.conversation;
	const calls = items.filter((item) => item.kind === "toolUse" && item.command === command);
	const before = calls.at(-2);
	if (before?.kind !== "toolUse") return false;
	return items.some(
		(item) => item.kind === "toolResult" && item.id === before.id && item.text === UNKNOWN_OUTCOME,
	);
}

/** A step's effect is logged last: one that SIGTERM cuts off has had no effect. One whose process
 * was killed is looked up first, as the note in its place asks the model to. */
async function runStep(agent: Agent, action: ToolAction, signal: AbortSignal): Promise<ToolText> {
	try {
		await pause(action.delayMs, signal);
	} catch {
		return stopText(signal);
	}
	if (action.kind !== "step" || agent.worldDir === null) return DONE;
	const { nonce, step } = action;
	const isLogged = () =>
		readEffects(agent.worldDir ?? "").some((one) => one.nonce === nonce && one.step === step);
	if (!isInDoubt(agent, action.command) || !isLogged()) logEffect(agent.worldDir, nonce, step);
	return DONE;
}

async function execute(agent: Agent, action: ToolAction, signal: AbortSignal): Promise<ToolText> {
	if (action.kind === "step") return runStep(agent, action, signal);
	const outcome = await runBash(agent, action.command, signal);
	return signal.aborted ? stopText(signal) : resultText(outcome);
}

/** Whether the call may run: by the PreToolUse hooks, the mode, or a person. Gives the text of the
 * refusal, or null. */
async function refusalOf(agent: Agent, action: ToolAction, id: string, signal: AbortSignal) {
	const fields = { ...toolFields(action.command), tool_use_id: id };
	const verdict = await runHooks(agent, "PreToolUse", fields, "Bash");
	if (verdict.permission === "deny" || verdict.blocked !== null) return DENIED_BY_HOOK;
	signal.throwIfAborted();
	if (verdict.permission === "allow") return null;
	return (await mayRun(agent, action.command, signal)) ? null : REFUSED;
}

/** As `refusalOf`; an Esc is a refusal. The end of the process leaves the call without a result,
 * as seen on 2.1.330 at a permission prompt. */
async function askFirst(agent: Agent, action: ToolAction, id: string, signal: AbortSignal) {
	try {
		return await refusalOf(agent, action, id, signal);
	} catch (error) {
		if (signal.reason === "user") return REFUSED;
		throw error;
	}
}

/** The hooks after a call come before its result is on disk; at SIGTERM the result is written
 * without waiting for them (both seen on 2.1.330). */
async function tellHooks(agent: Agent, command: string, fields: object, signal: AbortSignal) {
	const aborted = new Promise((resolve) => {
		signal.addEventListener("abort", resolve, { once: true });
	});
	const hooks = runHooks(agent, "PostToolUse", { ...toolFields(command), ...fields }, "Bash");
	if (!signal.aborted) await Promise.race([hooks, aborted]);
}

/** One tool call from the model's wish to the result in the transcript. */
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
	const refusal = await askFirst(agent, action, id, signal);
	const { text, isError } =
		refusal === null ? await execute(agent, action, signal) : { text: refusal, isError: true };
	const stdout = isError || text === NO_OUTPUT ? "" : text;
	if (!isError) {
		const output = { stdout, stderr: "", interrupted: false, isImage: false };
		const tool_response = { ...output, noOutputExpected: false };
		const fields = { tool_response, tool_use_id: id, duration_ms: Date.now() - began };
		await tellHooks(agent, action.command, fields, signal);
	}
	const sourceUuid = String(use.uuid);
	const result = toolResultLine(agent, { toolUseId: id, text, isError, stdout, sourceUuid });
	appendLine(agent.conversation, result);
	agent.face.emit(result);
	if (text === REFUSED) throw new ToolRefused();
	agent.face.show("result", text === NO_OUTPUT ? "(No output)" : text);
	signal.throwIfAborted();
}
