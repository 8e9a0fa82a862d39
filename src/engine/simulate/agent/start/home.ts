import { existsSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { readJson, writeJson } from "../world-files.ts";

/** The part of `.claude.json` that the simulated agent looks at; the rest is kept as it is. */
export interface HomeState {
	hasCompletedOnboarding?: boolean;
	oauthAccount?: {
		accountUuid?: string;
		emailAddress?: string;
		organizationUuid?: string;
		organizationName?: string;
	};
	projects?: Record<string, { hasTrustDialogAccepted?: boolean }>;
	customApiKeyResponses?: { approved?: string[] };
	cachedGrowthBookFeatures?: Record<string, unknown>;
	cachedUsageUtilization?: { fetchedAtMs: number; accountUuid: string; utilization: object };
	[key: string]: unknown;
}

/** CLAUDE_CONFIG_DIR, or `~/.claude`. With the variable `.claude.json` is inside it (seen on 2.1.330). */
export function homeDir(env: NodeJS.ProcessEnv): string {
	return env.CLAUDE_CONFIG_DIR || join(homedir(), ".claude");
}

function statePath(env: NodeJS.ProcessEnv): string {
	const dir = env.CLAUDE_CONFIG_DIR;
	return join(dir || homedir(), ".claude.json");
}

export function readHomeState(env: NodeJS.ProcessEnv): HomeState {
	return (readJson(statePath(env)) ?? {}) as HomeState;
}

/** Changes keys of `.claude.json` and keeps the others. */
export function patchHomeState(env: NodeJS.ProcessEnv, patch: Partial<HomeState>): void {
	writeJson(statePath(env), { ...readHomeState(env), ...patch });
}

/** The directories whose trust covers `cwd`: itself and its parents, up to the root of its git tree. */
function trustScope(cwd: string): string[] {
	const dirs: string[] = [];
	let dir = cwd;
	for (;;) {
		dirs.push(dir);
		const parent = dirname(dir);
		if (existsSync(join(dir, ".git")) || parent === dir) return dirs;
		dir = parent;
	}
}

/** Whether the trust dialog can be left out (trusted parents count, seen on 2.1.330). */
export function isTrusted(env: NodeJS.ProcessEnv, cwd: string): boolean {
	if (env.CLAUDE_CODE_SANDBOXED === "1") return true;
	const projects = readHomeState(env).projects ?? {};
	return trustScope(cwd).some((dir) => projects[dir]?.hasTrustDialogAccepted === true);
}

/** Remembers that the operator trusts the directory. */
export function rememberTrust(env: NodeJS.ProcessEnv, cwd: string): void {
	const projects = readHomeState(env).projects ?? {};
	const entry = { ...projects[cwd], hasTrustDialogAccepted: true };
	patchHomeState(env, { projects: { ...projects, [cwd]: entry } });
}

/** The checked-out branch, as transcript lines carry it; empty outside of git. */
export function gitBranch(cwd: string): string {
	const root = trustScope(cwd).at(-1) ?? cwd;
	try {
		const head = readFileSync(join(root, ".git", "HEAD"), "utf8").trim();
		return head.startsWith("ref: refs/heads/") ? head.slice("ref: refs/heads/".length) : "HEAD";
	} catch {
		return "";
	}
}

/** The working directory with its links resolved, as slugs are made from it. */
export function realCwd(): string {
	return realpathSync(process.cwd());
}
