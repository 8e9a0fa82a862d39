import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

function askTmux(env: NodeJS.ProcessEnv, found: (place: string) => void): void {
	const pane = env.TMUX_PANE;
	if (!env.TMUX || pane === undefined) return;
	const format = "#{session_name}:#{window_id}.#{pane_id}";
	execFile("tmux", ["display-message", "-p", "-t", pane, format], { env }, (error, stdout) => {
		if (error === null && stdout.trim() !== "") found(stdout.trim());
	});
}

/** Writes the entry and keeps it true. Dialogs before the session begins have none (seen). */
export function register(agent: Agent): Registration {
	const dir = join(agent.home, "sessions");
	const path = join(dir, `${process.pid}.json`);
	const procStart = processStart();
	let tmux: string | undefined;
	let waitingFor: string | undefined;
	let statusUpdatedAt = Date.now();
	let removed = false;
	const write = () => {
		if (removed) return;
		const { sessionId, cwd, startedAt, name, status } = agent;
		const entry = { pid: process.pid, sessionId, cwd, startedAt, procStart, version: VERSION };
		const named = name === null ? {} : { name, nameSource: "user", nameSince: startedAt };
		const state = { status, waitingFor, updatedAt: Date.now(), statusUpdatedAt };
		const all = { ...entry, kind: "interactive", entrypoint: "cli", tmux, ...named, ...state };
		const temporary = join(dir, `.${process.pid}.tmp`);
		writeFileSync(temporary, JSON.stringify(all), { mode: 0o600 });
		renameSync(temporary, path);
	};
	mkdirSync(dir, { recursive: true, mode: 0o700 });
	write();
	askTmux(agent.env, (place) => {
		tmux = place;
		write();
	});
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
