import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { RepositoryLooks } from "../../src/engine/checkpoint/repository-looks.ts";
import type { Config } from "../../src/engine/config/config.ts";
import { localClient } from "../../src/engine/local-client.ts";
import { makeLoops, reportTo } from "../../src/engine/make-loops.ts";
import { type EngineParts, foldersOf } from "../../src/engine/parts.ts";
import type { Clock } from "../../src/engine/ports/clock.ts";
import type { Files } from "../../src/engine/ports/files.ts";
import { OneAtATime } from "../../src/engine/quota/one-at-a-time.ts";
import { openRecorder, type Recorder } from "../../src/engine/recorder.ts";
import { Supervisor } from "../../src/engine/supervisor.ts";
import { takeUp } from "../../src/engine/take-up.ts";
import type { EngineClient } from "../../src/state/client.ts";
import { journalOn } from "../../src/state/journal.ts";
import type { Life } from "./life.ts";
import { simulatedCommands } from "./ports/commands.ts";
import type { Gate } from "./ports/memory-disk.ts";
import type { Timeline } from "./time.ts";
import { ROOT, type World } from "./world/world.ts";

/** What a daemon of the simulation is started with. */
export interface DaemonSpec {
	readonly world: World;
	readonly config: Config;
	readonly database: DatabaseSync;
	readonly life: Life;
	/** `false`: an old life may go on writing. */
	readonly fence: boolean;
	/** `false`: the rename that claims a task leaves its file where it was. */
	readonly claims: boolean;
	readonly slots: number;
}

export interface Daemon {
	readonly life: Life;
	readonly recorder: Recorder;
	readonly client: EngineClient;
	/** Wakes a loop, as a watched folder does. */
	poke(loop: string): void;
	/** Ends it in order. */
	stop(): void;
	/** Resolves when its loops have ended; never for a life that crashed. */
	readonly done: Promise<string | null>;
}

const OWNER = "simulated-instance";

/** Starts the shipped engine in a life: journal, epoch, recovery, all loops. Only its ports are simulated. */
export async function startDaemon(spec: DaemonSpec): Promise<Daemon | "fenced"> {
	const { world, config, life } = spec;
	const journal = journalOn(spec.database, { fence: spec.fence });
	const clock = clockOf(world.timeline, life);
	const recorder = openRecorder(life.guard(journal), clock);
	life.epoch = journal.nextEpoch();
	const tmux = world.machine.tmux(life, OWNER);
	if ((await tmux.claim()) !== "ok") return "fenced";
	const supervisor = new Supervisor(slower(clock, world.pace.netMs), reportTo(recorder));
	const state = join(ROOT, "state");
	const commands = simulatedCommands(world, life);
	const environment = { PATH: join(ROOT, "bin"), HOME: ROOT };
	const files = world.disk.files(fenced(life, recorder));
	const parts: EngineParts = {
		config,
		recorder,
		clock,
		files: spec.claims ? files : withoutClaims(files),
		processes: world.machine.table(life, () => recorder.mustHold()),
		memory: world.machine.memory,
		commands,
		repositories: new RepositoryLooks({ commands, environment, clock }),
		tmux,
		environment,
		newId: () => idOf(world.newNumber()),
		random: () => world.dice.roll(),
		asking: new OneAtATime(),
		inboxes: new OneAtATime(),
		owner: OWNER,
		epoch: life.epoch,
		slots: spec.slots,
		folders: foldersOf(state, join(state, "checkpoints")),
		poke: gathered(world, life, recorder, (loop) => supervisor.poke(loop)),
	};
	takeUp(parts, { pid: life.epoch, version: "simulated", demo: false });
	const abort = new AbortController();
	const signal = AbortSignal.any([abort.signal, recorder.takenOver]);
	const loops = makeLoops(parts, []);
	await loops.recover(signal);
	const done = supervisor.run(loops.all, signal);
	return {
		life,
		recorder,
		client: localClient(parts, loops.pool),
		poke: (loop) => supervisor.poke(loop),
		stop: () => abort.abort(),
		done,
	};
}

/** What an old life does is refused in the moment in which it would take place, as the shipped fence does it. */
function fenced(life: Life, recorder: Recorder): Gate {
	return {
		look: (act) => life.look(act),
		effect: (name, act) =>
			life.effect(name, () => {
				recorder.mustHold();
				return act();
			}),
	};
}

/** Of several who claim a file this way, all succeed. */
function withoutClaims(files: Files): Files {
	return {
		...files,
		renameDurably: (from, to) =>
			to.endsWith(".dispatched") ? files.copy(from, to) : files.renameDurably(from, to),
	};
}

/** Wakes a loop once for all that wakes it in a while, as the pace says. */
function gathered(
	{ pace, timeline }: World,
	life: Life,
	recorder: Recorder,
	poke: (loop: string) => void,
): (loop: string) => void {
	const due = new Set<string>();
	return (loop) => {
		if (pace.gatherMs === 0) return poke(loop);
		if (due.has(loop)) return;
		due.add(loop);
		const switching = recorder.state().openSwitch !== null;
		timeline.after(
			switching ? pace.gatherMs / 20 : pace.gatherMs,
			() => {
				due.delete(loop);
				poke(loop);
			},
			life,
		);
	};
}

/** The clock of who pauses for no less than so long. */
function slower(clock: Clock, leastMs: number): Clock {
	return { ...clock, sleep: (ms, signal) => clock.sleep(Math.max(ms, leastMs), signal) };
}

function clockOf(timeline: Timeline, life: Life): Clock {
	return {
		now: () => timeline.wall(),
		monotonic: () => timeline.elapsed,
		sleep(ms, signal) {
			return new Promise((resolve) => {
				if (signal?.aborted) return resolve();
				const wake = (): void => {
					signal?.removeEventListener("abort", wake);
					resolve();
				};
				timeline.after(ms, wake, life);
				signal?.addEventListener("abort", wake, { once: true });
			});
		},
	};
}

function idOf(number: number): string {
	return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}
