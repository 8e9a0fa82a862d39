import { type Engine, startEngine } from "../../src/engine/engine.ts";
import { type Stage, type StageWish, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import type { Session, State } from "../../src/state/model.ts";

/** A pool of simulated agents on a real private tmux server, driven by the real engine. */
export interface TestPool {
	readonly stage: Stage;
	readonly engine: () => Engine;
	state(): State;
	session(name: string): Session;
	/** Presses keys in a pane as its operator would, one after the other. */
	keys(pane: string, ...keys: readonly string[]): Promise<void>;
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
		async keys(pane, ...keys) {
			const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: null };
			for (const key of keys) {
				await runTmux(server, ["send-keys", "-t", pane, key], stage.environment);
			}
		},
		async restart() {
			engine = await start(stage);
		},
		async end() {
			await engine.stop("the test is over");
			await strikeStage(stage);
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
