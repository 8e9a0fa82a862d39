import type { Agent } from "../agent.ts";
import { runCommand } from "./run-command.ts";
import { statusPayload } from "./status-payload.ts";

const TIMEOUT_MS = 5000;

/** The status line's command: run at the start, after each answer and every refreshInterval s. */
export interface StatusLine {
	refresh(): void;
	stop(): void;
}

/** Starts it; `shown` gets the first line of its output. One run at a time, the latest wish wins. */
export function startStatusLine(agent: Agent, shown: (text: string) => void): StatusLine {
	const line = agent.settings.statusLine;
	if (line === null) return { refresh() {}, stop() {} };
	let running = false;
	let again = false;
	let stopped = false;
	const run = async () => {
		if (stopped) return;
		if (running) {
			again = true;
			return;
		}
		running = true;
		const result = await runCommand(agent, line.command, statusPayload(agent), TIMEOUT_MS);
		running = false;
		if (!stopped) shown(result.stdout.split("\n")[0] ?? "");
		if (again) {
			again = false;
			await run();
		}
	};
	const refresh = () => {
		run().catch(() => {});
	};
	const seconds = line.refreshInterval ?? 0;
	const timer = seconds > 0 ? setInterval(refresh, seconds * 1000) : undefined;
	refresh();
	return {
		refresh,
		stop() {
			stopped = true;
			clearInterval(timer);
		},
	};
}
