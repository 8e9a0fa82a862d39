import type { Agent } from "../agent.ts";
import { clockText } from "../quota/limit-texts.ts";
import { patchHomeState, readHomeState } from "../start/home.ts";
import { logRequest } from "../world.ts";
import { readAccount, readUsage } from "../world-files.ts";
import type { AccountUsage, WindowUsage } from "../world-model.ts";

const CACHE_MS = 60_000;

const HEADLINE = "You are currently using your subscription to power your Claude Code usage";

function percent(window: WindowUsage): number {
	return Math.floor(window.ratio * 100);
}

function cachedWindow(window: WindowUsage | undefined) {
	if (window === undefined) return null;
	const resets_at = new Date(Math.ceil(window.resetsAt / 1000) * 1000).toISOString();
	return { utilization: percent(window), resets_at };
}

/** Keeps what the usage endpoint said in `.claude.json`, as the genuine program does (seen). */
function writeCache(agent: Agent, usage: AccountUsage): void {
	patchHomeState(agent.env, {
		cachedUsageUtilization: {
			fetchedAtMs: Date.now(),
			accountUuid: agent.login.owner?.accountUuid ?? "",
			utilization: {
				five_hour: cachedWindow(usage.five_hour),
				seven_day: cachedWindow(usage.seven_day),
			},
		},
	});
}

type Cached = { utilization: number; resets_at: string } | null | undefined;

function usageLine(name: string, window: Cached): string[] {
	if (window == null) return [];
	const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const at = clockText(Date.parse(window.resets_at));
	return [`${name}: ${window.utilization}% used · resets ${at} (${zone})`];
}

function cachedLines(agent: Agent): string[] {
	const cache = readHomeState(agent.env).cachedUsageUtilization;
	const windows = (cache?.utilization ?? {}) as Record<string, Cached>;
	return [
		...usageLine("Current session", windows.five_hour),
		...usageLine("Current week (all models)", windows.seven_day),
	];
}

/** One request to the usage endpoint; false when it refuses (then only the headline is printed). */
function fetchUsage(agent: Agent): boolean {
	const cache = readHomeState(agent.env).cachedUsageUtilization;
	const uuid = agent.login.owner?.accountUuid;
	const isFresh = cache !== undefined && Date.now() - cache.fetchedAtMs < CACHE_MS;
	if (isFresh && cache.accountUuid === uuid) return true;
	const dir = agent.worldDir;
	const account = dir === null ? null : readAccount(dir, agent.login.key);
	if (dir === null || account === null || account.loggedOut) return false;
	const status = account.usagePollFails ? 429 : 200;
	const { sessionId, login } = agent;
	logRequest(dir, { at: Date.now(), key: login.key, sessionId, kind: "usage", status });
	if (status !== 200) return false;
	writeCache(agent, readUsage(dir, agent.login.key));
	return true;
}

/** `-p "/usage"`: no model request; only a stored login is asked about (seen on 2.1.330). */
export function usageText(agent: Agent): string {
	const disabled = agent.env.CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC === "1";
	if (agent.login.kind !== "stored" || disabled || !fetchUsage(agent)) return HEADLINE;
	const lines = cachedLines(agent);
	return lines.length === 0 ? HEADLINE : [HEADLINE, "", ...lines].join("\n");
}
