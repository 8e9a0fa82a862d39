import type { Agent } from "../agent.ts";
import { logRequest } from "../world.ts";
import { appendUnits, readAccount, readUsage, readWorld } from "../world-files.ts";
import {
	type AccountUsage,
	DEFAULT_WORLD,
	type FailureStatus,
	type WindowName,
	type WorldConfig,
	windowsOf,
} from "../world-model.ts";

/** What the simulated server answers to one request. */
export type Reply =
	| { readonly kind: "ok"; readonly usage: AccountUsage }
	| { readonly kind: "quota"; readonly window: WindowName; readonly usage: AccountUsage }
	| { readonly kind: "failure"; readonly status: FailureStatus }
	/** The stored login was refused when its token was due for a refresh. */
	| { readonly kind: "loggedOut" };

export interface Wish {
	readonly units: number;
	/** What the request is, for `requests.log`: `start`, `turn`, `usage`. */
	readonly purpose: string;
	/** The directives `[[fail:…]]` and `[[quota]]` decide the answer of this request. */
	readonly forced?: FailureStatus | { readonly spent: WindowName };
}

/** The world that this agent lives in; one without accounts answers everything at once. */
export function worldOf(agent: Agent): WorldConfig {
	return agent.worldDir === null ? DEFAULT_WORLD : readWorld(agent.worldDir);
}

/** The account pays: refuses when a window of that model is spent, else takes the units from every such window. */
function charge(dir: string, key: string, model: string, wish: Wish): Reply {
	if (typeof wish.forced === "object") {
		const { spent } = wish.forced;
		const open = readUsage(dir, key)[spent];
		if (open !== undefined) appendUnits(dir, key, spent, open.limitUnits - open.usedUnits);
	}
	const before = readUsage(dir, key);
	const names = windowsOf(model);
	const window = names.findLast((name) => (before[name]?.ratio ?? 0) >= 1);
	if (window !== undefined) return { kind: "quota", window, usage: before };
	for (const name of names) appendUnits(dir, key, name, wish.units);
	return { kind: "ok", usage: readUsage(dir, key) };
}

function decide(agent: Agent, wish: Wish): Reply {
	if (typeof wish.forced === "number") return { kind: "failure", status: wish.forced };
	const dir = agent.worldDir;
	if (dir === null) return { kind: "ok", usage: {} };
	const account = readAccount(dir, agent.login.key);
	if (account === null) return { kind: "failure", status: 401 };
	if (account.loggedOut) return { kind: "loggedOut" };
	if (account.failure !== null) return { kind: "failure", status: account.failure };
	return charge(dir, agent.login.key, agent.model, wish);
}

function statusOf(reply: Reply): number {
	if (reply.kind === "failure") return reply.status;
	if (reply.kind === "quota") return 429;
	return reply.kind === "loggedOut" ? 401 : 200;
}

/** Answers one request in this process: files stand for the server, so agents share no lock. */
export function serve(agent: Agent, wish: Wish): Reply {
	const reply = decide(agent, wish);
	if (reply.kind === "ok" || reply.kind === "quota") {
		const rejected = reply.kind === "quota" ? reply.window : null;
		agent.limits = { usage: reply.usage, rejected };
	}
	if (agent.worldDir !== null) {
		const { sessionId, login } = agent;
		const status = statusOf(reply);
		const at = Date.now();
		logRequest(agent.worldDir, { at, key: login.key, sessionId, kind: wish.purpose, status });
	}
	return reply;
}
