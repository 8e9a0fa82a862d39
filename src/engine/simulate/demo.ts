import type { EngineClient } from "../../state/client.ts";
import { type Engine, startEngine } from "../engine.ts";
import { spendTo } from "./agent/world.ts";
import { feedDemo } from "./demo-feed.ts";
import { demoOutcome } from "./demo-outcome.ts";
import type { DemoOutcome } from "./outcome.ts";
import { type Stage, setStage } from "./stage.ts";
import { strikeStage } from "./strike.ts";

export interface DemoOptions {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly now: () => number;
	readonly version: string;
}

export interface Demo {
	readonly client: EngineClient;
	/** The temporary directory that holds everything of the demo. */
	readonly root: string;
	/** Stops feeding, lets the turns that were begun end, and counts from transcripts and files. */
	outcome(): Promise<DemoOutcome>;
	/** Ends the agents and removes everything. */
	stop(): Promise<void>;
}

/** Units of the 5-hour window of each demo account; the first starts so far used that it fails over soon. */
const LIMIT_UNITS = 1_000;
const USED_AT_START = 0.84;

/** Starts a throw-away pool: simulated agents and accounts under the real engine on a private tmux server. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
	const stage = await setStage({
		accounts: [
			{ name: "main", fiveHour: { limitUnits: LIMIT_UNITS }, sevenDay: { limitUnits: 40_000 } },
			{
				name: "backup",
				fiveHour: { limitUnits: LIMIT_UNITS * 4 },
				sevenDay: { limitUnits: 40_000 },
			},
		],
		dedicated: 2,
		autonomous: 6,
		world: { defaultTurn: { steps: 3, stepMs: 900, unitsPerStep: 2, answerMs: 500 }, spinnerMs: 0 },
		yaml: "checkpoint: { interval: 10s }\n",
	});
	spendTo(stage.world, stage.keys["main"] ?? "", "five_hour", USED_AT_START);
	spendTo(stage.world, stage.keys["backup"] ?? "", "five_hour", 0.08);
	const engine = await start(stage, options.version);
	const feed = feedDemo(stage, engine.client);
	return {
		client: engine.client,
		root: stage.root,
		async outcome() {
			await feed.stop();
			await engine.client.pause(false);
			return demoOutcome(stage, engine.client, feed.added());
		},
		async stop() {
			await feed.stop();
			await engine.stop("the demo is over");
			await strikeStage(stage);
		},
	};
}

async function start(stage: Stage, version: string): Promise<Engine> {
	const { config, environment } = stage;
	const options = { config, environment, version, demo: true, tmuxConfig: "/dev/null" };
	const started = await startEngine(options);
	if (started.kind === "started") return started.engine;
	await stage.remove();
	const why = started.kind === "refused" ? `${started.why}; ${started.remedy}` : "it is taken";
	throw new Error(`the demo could not start: ${why}`);
}
