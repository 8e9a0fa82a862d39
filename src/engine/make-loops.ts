import { SpoolFacts } from "./facts/spool-facts.ts";
import { Janitor } from "./janitor/janitor.ts";
import { accountSwitcher } from "./loops/account-switcher.ts";
import { checkpointLoop } from "./loops/checkpoint.ts";
import { dispatcher } from "./loops/dispatcher.ts";
import { janitor } from "./loops/janitor.ts";
import { notifier, type Sink } from "./loops/notifier.ts";
import { ownerQuestions } from "./loops/owner-questions.ts";
import { quotaMonitor } from "./loops/quota-monitor.ts";
import { SessionWatcher } from "./loops/session-watcher.ts";
import { spoolReader } from "./loops/spool-reader.ts";
import type { EngineParts } from "./parts.ts";
import { Pool } from "./pool/pool.ts";
import type { Recorder } from "./recorder.ts";
import type { Loop, LoopReport } from "./supervisor.ts";
import { SwitchRunner } from "./switch/runner.ts";
import { loopsToWake, waker } from "./wake.ts";

/** What an engine does, made from its parts; it does nothing yet. */
export interface Loops {
	readonly all: readonly Loop[];
	/** Whoever else starts or stops a session does it here: one act at a time for each. */
	readonly pool: Pool;
	/** Whoever else tidies up does it here: one pass at a time. */
	readonly janitor: Janitor;
	/**
	 * Takes up what an earlier life left, before any loop runs: adopts the panes that live, reads the facts that
	 * wait, and carries an open switch on, or undoes it, as far as that can be done now.
	 */
	recover(signal: AbortSignal): Promise<void>;
}

/** Wires the loops of an engine. Events wake them through `parts.poke`. */
export function makeLoops(parts: EngineParts, sinks: readonly Sink[]): Loops {
	const pool = new Pool(parts);
	const tidier = new Janitor(parts);
	const spool = new SpoolFacts(parts, (incarnation) => pool.isLaunching(incarnation));
	pool.onStopped(async () => {
		await spool.absorb();
	});
	const runner = new SwitchRunner(parts, pool, () => spool.absorb());
	const watcher = new SessionWatcher(parts, pool, spool);
	const loops = [
		spoolReader(parts, spool),
		watcher,
		dispatcher(parts, pool),
		quotaMonitor(parts),
		accountSwitcher(parts, runner),
		ownerQuestions(parts, pool),
		checkpointLoop(parts),
		janitor(parts, tidier),
		notifier(parts, sinks),
	];
	const wake = waker(parts);
	parts.recorder.subscribe((records) => {
		for (const loop of new Set(records.flatMap(loopsToWake))) wake(loop);
	});
	return {
		pool,
		janitor: tidier,
		all: loops.map((loop) => withClock(parts.recorder, loop)),
		async recover(signal) {
			await pool.takeUpUnrecorded();
			const seen = await watcher.observe();
			if (seen) await runner.advance(signal);
		},
	};
}

/** No loop compares times across a jump of the clock. */
function withClock(recorder: Recorder, loop: Loop): Loop {
	return {
		name: loop.name,
		get everyMs() {
			return loop.everyMs;
		},
		tick(signal) {
			recorder.lookAtClock();
			return loop.tick(signal);
		},
	};
}

/** Records what becomes of loops. */
export function reportTo(recorder: Recorder): LoopReport {
	return {
		failed: (loop, error) => recorder.commit({ type: "loop.failed", loop, error }),
		recovered: (loop) => recorder.commit({ type: "loop.recovered", loop }),
		gaveUp: (loop, error) => recorder.commit({ type: "loop.gave-up", loop, error }),
	};
}
