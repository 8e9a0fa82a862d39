import { type Engine, startEngine } from "../../src/engine/engine.ts";
import { type Stage, type StageWish, setStage } from "../../src/engine/simulate/stage.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import type { Session, State } from "../../src/state/model.ts";
import { waitFor } from "./wait-for.ts";

/** A pool of simulated agents on a real private tmux server, driven by the real engine. */
export interface TestPool {
	readonly stage: Stage;
	readonly engine: () => Engine;
	state(): State;
	session(name: string): Session;
	/** Starts the engine again after a stop. */
	restart(): Promise<void>;
	/** Stops the engine, the tmux server and removes the stage. */
	end(): Promise<void>;
}

/** Sets up a stage and starts the engine on it. */
export async function startPool(wish: StageWish): Promise<TestPool> {
	const stage = await setStage(wish);
	let engine = await start(stage);
	const state = (): State => engine.client.store.getState().state;
	return {
		stage,
		engine: () => engine,
		state,
		session(name) {
			const session = state().sessions[name];
			if (session === undefined) throw new Error(`there is no session ${name}`);
			return session;
		},
		async restart() {
			engine = await start(stage);
		},
		async end() {
			await engine.stop("the test is over");
			await endTmux(stage);
			await stage.remove();
		},
	};
}

async function start(stage: Stage): Promise<Engine> {
	const started = await startEngine({
		config: stage.config,
		environment: stage.environment,
		version: "test",
		demo: false,
		tmuxConfig: "/dev/null",
	});
	if (started.kind !== "started") throw new Error(`not started: ${JSON.stringify(started)}`);
	return started.engine;
}

/** Ends the private tmux server and waits until the agents in it are gone, so that the stage can be removed. */
export async function endTmux(stage: Stage): Promise<void> {
	const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: "/dev/null" };
	const panes = await runTmux(server, ["list-panes", "-a", "-F", "#{pane_pid}"], process.env);
	await runTmux(server, ["kill-server"], process.env);
	const pids = panes.kind === "ok" ? panes.out.split("\n").filter(Boolean).map(Number) : [];
	await waitFor("the agents to end", () => pids.every((pid) => !isAlive(pid)));
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
