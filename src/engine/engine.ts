import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { EngineClient } from "../state/client.ts";
import { FencedError } from "../state/journal-epoch.ts";
import { findProgram } from "./claude/find-program.ts";
import type { Config } from "./config/config.ts";
import { inertOptions } from "./config/inert.ts";
import { SpoolFacts } from "./facts/spool-facts.ts";
import { localClient } from "./local-client.ts";
import { accountSwitcher } from "./loops/account-switcher.ts";
import { checkpointLoop } from "./loops/checkpoint.ts";
import { dispatcher } from "./loops/dispatcher.ts";
import { janitor } from "./loops/janitor.ts";
import { notifier } from "./loops/notifier.ts";
import { quotaMonitor } from "./loops/quota-monitor.ts";
import { SessionWatcher } from "./loops/session-watcher.ts";
import { desktopSink } from "./notify/desktop.ts";
import { openState } from "./open-state.ts";
import { type EngineParts, foldersOf } from "./parts.ts";
import { adoptPanes } from "./pool/adopt.ts";
import { Pool } from "./pool/pool.ts";
import { type Clock, systemClock } from "./ports/clock.ts";
import { runCommand } from "./ports/commands.ts";
import { systemFiles } from "./ports/files.ts";
import { systemProcesses } from "./ports/processes.ts";
import type { Recorder } from "./recorder.ts";
import { firstActive, rosterEvents } from "./roster.ts";
import { type Loop, Supervisor } from "./supervisor.ts";
import { SwitchRunner } from "./switch/runner.ts";
import { systemTmux } from "./tmux/system-tmux.ts";
import { loopsToWake, watchFolders } from "./wake.ts";

export interface EngineOptions {
	readonly config: Config;
	readonly environment: NodeJS.ProcessEnv;
	readonly version: string;
	readonly demo: boolean;
	/** tmux configuration for the pool's server; `null`: the operator's own. */
	readonly tmuxConfig: string | null;
}

export interface Engine {
	readonly client: EngineClient;
	/** Ends all loops, saves the state and lets go of the lock. Sessions go on. */
	stop(why: string): Promise<void>;
	/** Resolves when the engine ended: `null` after `stop`, else why it had to. */
	readonly done: Promise<string | null>;
}

export type EngineStart =
	| { readonly kind: "started"; readonly engine: Engine }
	/** Another engine drives this state directory. */
	| { readonly kind: "taken"; readonly pid: number | null }
	| { readonly kind: "refused"; readonly why: string; readonly remedy: string };

/** Starts the engine: lock, journal, epoch, adoption, then the loops. */
export async function startEngine(options: EngineOptions): Promise<EngineStart> {
	const { config } = options;
	const { stateDir } = config.paths;
	if ((await findProgram(systemFiles, config.claude.path, options.environment)) === null) {
		const why = `${config.claude.path} was not found`;
		return { kind: "refused", why, remedy: "install Claude Code, or set claude.path" };
	}
	const opened = await openState(stateDir, systemClock);
	if (opened.kind !== "open") return opened;
	const { recorder, release, epoch, owner } = opened;
	const clock = systemClock;
	const server = { program: "tmux", socket: config.tmux.socket, configFile: options.tmuxConfig };
	const tmux = systemTmux(server, { epoch, owner }, options.environment);
	const claimed = await tmux.claim();
	if (claimed !== "ok") {
		release();
		return refusal(claimed);
	}
	const supervisor = newSupervisor(clock, recorder);
	const parts: EngineParts = {
		config,
		recorder,
		clock,
		files: systemFiles,
		processes: systemProcesses(clock),
		commands: runCommand,
		tmux,
		environment: options.environment,
		newId: randomUUID,
		owner,
		epoch,
		cores: availableParallelism(),
		folders: foldersOf(stateDir, config.checkpoint.dir),
		poke: (loop) => supervisor.poke(loop),
	};
	try {
		await takeUp(parts, options);
		return { kind: "started", engine: await run(parts, supervisor, release) };
	} catch (error) {
		release();
		if (!(error instanceof FencedError)) throw error;
		return { kind: "refused", why: error.message, remedy: "attach to it with: claude-failover" };
	}
}

function refusal(claimed: "fenced" | { readonly failed: string }): EngineStart {
	if (claimed === "fenced") {
		return {
			kind: "refused",
			why: "a newer engine drives this tmux server",
			remedy: "use another tmux.socket, or end the other engine",
		};
	}
	return {
		kind: "refused",
		why: `tmux cannot be used: ${claimed.failed}`,
		remedy: "install tmux (for example: apt-get install tmux), or see the reason",
	};
}

function newSupervisor(clock: Clock, recorder: Recorder): Supervisor {
	return new Supervisor(clock, {
		failed: (loop, error) => recorder.commit({ type: "loop.failed", loop, error }),
		recovered: (loop) => recorder.commit({ type: "loop.recovered", loop }),
		gaveUp: (loop, error) => recorder.commit({ type: "loop.gave-up", loop, error }),
	});
}

/** Brings the saved state up to what is configured and to what runs, before anything acts. */
async function takeUp(parts: EngineParts, options: EngineOptions): Promise<void> {
	const { recorder, config, epoch } = parts;
	const { threshold5h, thresholdWeek } = config.quota;
	recorder.commit({
		type: "engine.started",
		pid: process.pid,
		version: options.version,
		epoch,
		demo: options.demo,
		policy: { threshold5h, thresholdWeek, switchPolicy: config.switch.policy },
	});
	recorder.commit(...rosterEvents(recorder.state(), config));
	const inert = inertOptions(config);
	if (inert.length > 0) {
		const what = `set, but without effect in this version: ${inert.join(", ")}`;
		recorder.commit({ type: "operator.warned", what, remedy: "do not rely on them" });
	}
	const active = firstActive(recorder.state());
	if (active !== null) recorder.commit(active);
	await adoptPanes(parts);
}

async function run(
	parts: EngineParts,
	supervisor: Supervisor,
	release: () => void,
): Promise<Engine> {
	const { recorder } = parts;
	const spool = new SpoolFacts(parts);
	const pool = new Pool(parts);
	pool.onStopped(async () => {
		await spool.absorb();
	});
	const runner = new SwitchRunner(parts, pool, () => spool.absorb());
	const sinks = parts.config.notify.desktop ? [await desktopSink()] : [];
	const loops: readonly Loop[] = [
		new SessionWatcher(parts, pool, spool),
		dispatcher(parts, pool),
		quotaMonitor(parts),
		accountSwitcher(parts, runner),
		checkpointLoop(parts),
		janitor(parts),
		notifier(parts, sinks),
	];
	recorder.subscribe((records) => {
		for (const loop of new Set(records.flatMap(loopsToWake))) supervisor.poke(loop);
	});
	const unwatch = await watchFolders(parts);
	const abort = new AbortController();
	let reason: string | null = null;
	const { takenOver } = recorder;
	const signal = AbortSignal.any([abort.signal, takenOver]);
	// What an old engine has under way is refused wherever it acts: it is not waited for.
	const ended = Promise.race([supervisor.run(loops, signal), aborted(takenOver)]);
	const done = ended.then(async (lost) => {
		await unwatch();
		const broken = lost === null ? null : `${lost} failed too often`;
		const failure = takenOver.aborted ? new FencedError().message : broken;
		const unsaid = sayEnd(recorder, failure ?? reason ?? "asked to");
		release();
		return failure ?? unsaid;
	});
	return {
		client: localClient(parts),
		done,
		async stop(why) {
			reason = why;
			abort.abort();
			await done;
		},
	};
}

function aborted(signal: AbortSignal): Promise<null> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve(null);
		signal.addEventListener("abort", () => resolve(null), { once: true });
	});
}

/** Records the end; says why that could not be done, or `null`. */
function sayEnd(recorder: Recorder, why: string): string | null {
	try {
		recorder.commit({ type: "engine.stopped", why });
		return null;
	} catch (error) {
		if (error instanceof FencedError) return error.message;
		return `its end could not be recorded: ${String(error)}`;
	}
}
