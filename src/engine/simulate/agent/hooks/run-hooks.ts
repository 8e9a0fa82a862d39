import { randomUUID } from "node:crypto";
import type { Agent } from "../agent.ts";
import type { HookCommand } from "../start/settings.ts";
import { type HookEvent, hookPayload } from "./hook-payload.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

const TIMEOUT_S = 60;

/** What an event's hooks have to say, taken together. */
export interface HookVerdict {
	readonly count: number;
	/** The reason of the first that said "block" (or left with code 2); null when none did. */
	readonly blocked: string | null;
	/** What PreToolUse or PermissionRequest decided. */
	readonly permission: "allow" | "deny" | null;
}

interface HookAnswer {
	decision?: string;
	reason?: string;
	hookSpecificOutput?: {
		permissionDecision?: string;
		permissionDecisionReason?: string;
		decision?: { behavior?: string };
	};
}

function matches(matcher: string | undefined, target: string): boolean {
	if (matcher === undefined || matcher === "" || matcher === "*") return true;
	try {
		return new RegExp(`^(?:${matcher})$`).test(target);
	} catch {
		return matcher === target;
	}
}

function commandsFor(agent: Agent, event: HookEvent, target: string): HookCommand[] {
	const groups = agent.settings.hooks[event] ?? [];
	return groups
		.filter((group) => matches(group.matcher, target))
		.flatMap((group) => group.hooks)
		.filter((hook) => hook.type === "command" && hook.command !== undefined);
}

/** Whether anything listens to an event: a timer for nobody is not started. */
export function hasHooks(agent: Agent, event: HookEvent): boolean {
	return (agent.settings.hooks[event] ?? []).length > 0;
}

function answerOf(result: CommandResult): HookAnswer {
	if (result.exitCode === 2) return { decision: "block", reason: result.stderr.trim() };
	try {
		return JSON.parse(result.stdout) as HookAnswer;
	} catch {
		return {};
	}
}

function permissionOf(answer: HookAnswer): "allow" | "deny" | null {
	const output = answer.hookSpecificOutput;
	const said = output?.permissionDecision ?? output?.decision?.behavior;
	return said === "allow" || said === "deny" ? said : null;
}

async function runOne(agent: Agent, hook: HookCommand, name: string, payload: object) {
	const ids = { hook_id: randomUUID(), hook_name: name };
	agent.face.emit({ type: "system", subtype: "hook_started", ...ids });
	const timeoutMs = (hook.timeout ?? TIMEOUT_S) * 1000;
	const result = await runCommand(agent, hook.command ?? "", payload, timeoutMs);
	agent.face.emit({
		type: "system",
		subtype: "hook_response",
		...ids,
		stdout: result.stdout,
		stderr: result.stderr,
		exit_code: result.exitCode,
		outcome: result.exitCode === 0 ? "success" : "error",
	});
	return answerOf(result);
}

/** Runs all command hooks of an event at the same time and waits for them. `target` is what
 * matchers look at: the tool's name, the source of a start, the type of a notification. */
export async function runHooks(
	agent: Agent,
	event: HookEvent,
	fields: Record<string, unknown>,
	target = "",
): Promise<HookVerdict> {
	const commands = commandsFor(agent, event, target);
	const payload = hookPayload(agent, event, fields);
	const name = target === "" ? event : `${event}:${target}`;
	const answers = await Promise.all(commands.map((hook) => runOne(agent, hook, name, payload)));
	const block = answers.find((answer) => answer.decision === "block");
	const denied = answers.some((answer) => permissionOf(answer) === "deny");
	const allowed = answers.some((answer) => permissionOf(answer) === "allow");
	return {
		count: commands.length,
		blocked: block === undefined ? null : (block.reason ?? ""),
		permission: denied ? "deny" : allowed ? "allow" : null,
	};
}
