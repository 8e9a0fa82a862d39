import { systemClock } from "../ports/clock.ts";
import { systemProcesses } from "../ports/processes.ts";
import { PANE_FORMAT, parsePanes } from "../tmux/panes.ts";
import { runTmux } from "../tmux/run.ts";
import type { Stage } from "./stage.ts";

const STOP_WAIT_MS = 10_000;

/** Ends every process on a stage, then its tmux server, then removes it: nothing may write to it any more. */
export async function strikeStage(stage: Stage): Promise<void> {
	const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: "/dev/null" };
	const processes = systemProcesses(systemClock);
	const list = await runTmux(server, ["list-panes", "-a", "-F", PANE_FORMAT], stage.environment);
	const panes = list.kind === "ok" ? parsePanes(list.out) : [];
	await Promise.all(
		panes
			.filter((pane) => !pane.dead)
			.map(async ({ pid }) => {
				const startTime = await processes.startTime(pid);
				if (startTime !== null) await processes.terminate(pid, startTime, STOP_WAIT_MS);
			}),
	);
	await runTmux(server, ["kill-server"], stage.environment);
	await stage.remove();
}
