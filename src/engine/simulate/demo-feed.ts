import type { EngineClient } from "../../state/client.ts";
import { selectQueueCounts } from "../../state/select.ts";
import { systemClock } from "../ports/clock.ts";
import { runTmux } from "../tmux/run.ts";
import type { Stage } from "./stage.ts";

/** So many tasks are kept waiting: enough to keep every session busy. */
const KEEP_WAITING = 3;
const LOOK_EVERY_MS = 500;

const WORK = [
	"Write tests for the token cache",
	"Sort out the flaky upload test",
	"Move the invoice export to streams",
	"Explain the retry rules in the docs",
	"Find out why the search index grows",
	"Split the settings page",
];

export interface DemoFeed {
	/** Tasks written so far. */
	added(): number;
	stop(): Promise<void>;
}

/** Plays the operator of the demo: drops task files, and types a prompt into the dedicated sessions once. */
export function feedDemo(stage: Stage, client: EngineClient): DemoFeed {
	const stop = new AbortController();
	let added = 0;
	const run = async (): Promise<void> => {
		const typed = new Set<string>();
		while (!stop.signal.aborted) {
			const { state } = client.store.getState();
			for (let n = selectQueueCounts(state).waiting; n < KEEP_WAITING; n++) {
				added += 1;
				const name = `task-${String(added).padStart(3, "0")}`;
				await stage.addTask(name, `# ${WORK[added % WORK.length]}\n\nThis is task ${added}.\n`);
			}
			await typeIntoDedicated(stage, client, typed);
			await systemClock.sleep(LOOK_EVERY_MS, stop.signal);
		}
	};
	const done = run();
	return {
		added: () => added,
		async stop() {
			stop.abort();
			await done;
		},
	};
}

/** The operator's own sessions are never fed by the engine: in the demo their operator types. */
async function typeIntoDedicated(
	stage: Stage,
	client: EngineClient,
	typed: Set<string>,
): Promise<void> {
	const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: "/dev/null" };
	for (const session of Object.values(client.store.getState().state.sessions)) {
		const ready = session.kind === "dedicated" && session.state === "idle";
		if (!ready || typed.has(session.name)) continue;
		typed.add(session.name);
		const text = `Look after ${session.name} for me [ccl:operator.${session.name}:1]`;
		const target = `=${session.name}:`;
		await runTmux(server, ["send-keys", "-t", target, "-l", text], stage.environment);
		await runTmux(server, ["send-keys", "-t", target, "Enter"], stage.environment);
	}
}
