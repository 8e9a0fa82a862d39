import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Stage } from "../../src/engine/simulate/stage.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import type { RegistryWatch } from "./registry-watch.ts";

/** A pane of our own on the stage's tmux server, in which the simulated agent is started by hand. */
export async function barePane(stage: Stage, name: string): Promise<BarePane> {
	const tmux = async (...args: readonly string[]): Promise<string> => {
		const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: "/dev/null" };
		const answer = await runTmux(server, args, stage.environment);
		if (answer.kind !== "ok") throw new Error(`tmux ${args[0]}: ${JSON.stringify(answer)}`);
		return answer.out.trim();
	};
	const format = ["-P", "-F", "#{pane_id}"];
	const pane = await tmux("new-session", "-d", ...format, "-s", name, "sleep", "1000");
	return {
		async respawn(account, registry) {
			const begun = Date.now();
			const place = ["-k", "-c", stage.project, "-t", pane];
			await tmux("respawn-pane", ...place, ...agentWords(stage, account));
			const pid = Number(await tmux("display-message", "-p", "-t", pane, "#{pane_pid}"));
			return (await registry.listed(pid)) - begun;
		},
	};
}

export interface BarePane {
	/** Starts an agent in the pane; resolves to the ms until its registry file is there. */
	respawn(account: string, registry: RegistryWatch): Promise<number>;
}

function agentWords(stage: Stage, account: string): readonly string[] {
	return [
		"env",
		`CLAUDE_CONFIG_DIR=${join(stage.root, "accounts", account)}`,
		`CCL_SIMULATION_DIR=${stage.world}`,
		"CLAUDE_CODE_SANDBOXED=1",
		join(stage.root, "claude"),
		"--session-id",
		randomUUID(),
	];
}
