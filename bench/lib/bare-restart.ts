import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Stage } from "../../src/engine/simulate/stage.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import type { RegistryWatch } from "./registry-watch.ts";
import { until } from "./wait.ts";

/**
 * Stops all agents of a stage and starts them again with the very command that the engine last gave their panes, all
 * at once, by bare tmux commands and without an engine. Resolves to the ms until the last one is listed again.
 */
export async function bareRestart(stage: Stage, registry: RegistryWatch): Promise<number> {
	const tmux = async (...args: readonly string[]): Promise<string> => {
		const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: "/dev/null" };
		const answer = await runTmux(server, args, stage.environment);
		if (answer.kind !== "ok") throw new Error(`tmux ${args[0]}: ${JSON.stringify(answer)}`);
		return answer.out.trim();
	};
	const panes = (await tmux("list-panes", "-a", "-F", "#{pane_id} #{pane_pid} #{@ccl_incarnation}"))
		.split("\n")
		.map((line) => line.split(" ") as [string, string, string]);
	// A launch is used once; this is the same one again.
	const used = (life: string): string =>
		join(stage.config.paths.stateDir, "launches", life, "started");
	await Promise.all(panes.map(([, , life]) => rm(used(life), { recursive: true })));
	const begun = Date.now();
	const ends = panes.map(async ([pane, pid]) => {
		process.kill(Number(pid), "SIGTERM");
		const dead = async (): Promise<true | null> => (await isDead(tmux, pane)) || null;
		await until(`pane ${pane} to be dead`, dead, { everyMs: 10 });
		await tmux("respawn-pane", "-k", "-t", pane);
		const fresh = Number(await tmux("display-message", "-p", "-t", pane, "#{pane_pid}"));
		return registry.listed(fresh);
	});
	return Math.max(...(await Promise.all(ends))) - begun;
}

async function isDead(tmux: (...args: string[]) => Promise<string>, pane: string) {
	return (await tmux("display-message", "-p", "-t", pane, "#{pane_dead}")) === "1";
}
