import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Agent, type Status, VERSION } from "../agent.ts";

/** The registry entry of a live session: `CONFIG/sessions/<pid>.json` (sample of 2.1.330). */
export interface Registration {
	setStatus(status: Status, waitingFor?: string): void;
	remove(): void;
}

/** Field 22 of /proc/self/stat: the start time that tells a pid from its later re-use. */
function processStart(): string | undefined {
	try {
		const stat = readFileSync("/proc/self/stat", "utf8");
		return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
	} catch {
		return undefined;
	}
}

const TMUX_TIMEOUT_MS = 3000;

/** "session:@window.%pane", asked of the tmux server that this pane belongs to. */
function tmuxPlace(env: NodeJS.ProcessEnv): Promise<string | undefined> {
	const pane = env.TMUX_PANE;
	if (!env.TMUX || pane === undefined) return Promise.resolve(undefined);
	const format = "#{session_name}:#{window_id}.#{pane_id}";
	const words = ["display-message", "-p", "-t", pane, format];
	return new Promise((resolve) => {
		execFile("tmux", words, { env, timeout: TMUX_TIMEOUT_MS }, (error, stdout) => {
			resolve(error === null && stdout.trim() !== "" ? stdout.trim() : undefined);
		});
	});
}

/** Without `--name` a session is called after its directory: "project-a6" (seen on 2.1.330). */
function nameOf(agent: Agent): Record<string, unknown> {
	const derived = `${basename(agent.cwd)}-${agent.sessionId.slice(0, 2)}`;
	const nameSource = agent.name === null ? "derived" : "user";
	return { name: agent.name ?? derived, nameSource, nameSince: agent.startedAt };
}

/** Writes the entry and keeps it true, also for `-p` (seen on 2.1.330). Dialogs before the session begins have none (seen). */
export async function register(agent: Agent): Promise<Registration> {
	const dir = join(agent.home, "sessions");
	const path = join(dir, `${process.pid}.json`);
	const procStart = processStart();
	const tmux = agent.interactive ? await tmuxPlace(agent.env) : undefined;
	let waitingFor: string | undefined;
	let statusUpdatedAt = Date.now();
	let removed = false;
	const write = () => {
		if (removed) return;
		const { sessionId, cwd, startedAt, status } = agent;
		const entry = { pid: process.pid, sessionId, cwd, startedAt, procStart, version: VERSION };
		const state = { status, waitingFor, updatedAt: Date.now(), statusUpdatedAt };
		const kind = { kind: "interactive", entrypoint: agent.interactive ? "cli" : "sdk-cli" };
		const all = { ...entry, ...kind, tmux, ...nameOf(agent), ...state };
		const temporary = join(dir, `.${process.pid}.tmp`);
		writeFileSync(temporary, JSON.stringify(all), { mode: 0o600 });
		renameSync(temporary, path);
	};
	mkdirSync(dir, { recursive: true, mode: 0o700 });
	write();
	return {
		setStatus(status, reason) {
			if (status === agent.status && reason === waitingFor) return;
			agent.status = status;
			waitingFor = reason;
			statusUpdatedAt = Date.now();
			write();
		},
		remove() {
			removed = true;
			rmSync(path, { force: true });
		},
	};
}
