import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { EngineClient } from "../state/client.ts";
import { FencedError } from "../state/journal-epoch.ts";
import type { LoopPass } from "../state/loop-pass.ts";
import { RepositoryLooks } from "./checkpoint/repository-looks.ts";
import { findProgram } from "./claude/find-program.ts";
import type { Config } from "./config/config.ts";
import { secretVariables, withoutSecrets } from "./config/secret-variables.ts";
import { launchSlots } from "./decide/launch-slots.ts";
import { fencedFiles, fencedProcesses } from "./fence.ts";
import { localClient } from "./local-client.ts";
import { makeLoops, reportTo } from "./make-loops.ts";
import { desktopSink } from "./notify/desktop.ts";
import { type NotOpened, openState } from "./open-state.ts";
import { type EngineParts, foldersOf } from "./parts.ts";
import { systemClock } from "./ports/clock.ts";
import { runCommand } from "./ports/commands.ts";
import { systemFiles } from "./ports/files.ts";
import { systemMemory } from "./ports/memory.ts";
import { systemProcesses } from "./ports/processes.ts";
import { OneAtATime } from "./quota/one-at-a-time.ts";
import type { Recorder } from "./recorder.ts";
import { scrubber } from "./scrub.ts";
import { Supervisor } from "./supervisor.ts";
import { takeUp } from "./take-up.ts";
import { systemTmux } from "./tmux/system-tmux.ts";
import { watchFolders } from "./wake.ts";

export interface EngineOptions {
	readonly config: Config;
	readonly environment: NodeJS.ProcessEnv;
	readonly version: string;
	readonly demo: boolean;
	/** tmux configuration for the pool's server; `null`: the operator's own. */
	readonly tmuxConfig: string | null;
	/** Ends another engine that drives this state directory, instead of refusing to start. */
	readonly takeover?: boolean;
}

export interface Engine {
	readonly client: EngineClient;
	/** How each loop keeps to its period. */
	loops(): readonly LoopPass[];
	/** Tells the operator of something that a person must see to. */
	warn(notice: { readonly what: string; readonly remedy: string }): void;
	/** Ends all loops, saves the state and lets go of the lock. Sessions go on. */
	stop(why: string): Promise<void>;
	/** Resolves when the engine ended: `null` after `stop`, else why it had to. */
	readonly done: Promise<string | null>;
}

export type EngineStart = { readonly kind: "started"; readonly engine: Engine } | NotOpened;

/** Starts the engine: lock, journal, epoch, adoption, then the loops. */
export async function startEngine(options: EngineOptions): Promise<EngineStart> {
	const { config, environment } = options;
	const { stateDir } = config.paths;
	if ((await findProgram(systemFiles, config.claude.path, environment)) === null) {
		const why = `${config.claude.path} was not found`;
		return { kind: "refused", why, remedy: "install Claude Code, or set claude.path" };
	}
	const clock = systemClock;
	const processes = systemProcesses(clock);
	const { takeover = false } = options;
	const opened = await openState(stateDir, {
		...{ clock, processes, takeover },
		scrub: scrubber(config, environment),
	});
	if (opened.kind !== "open") return opened;
	const { recorder, release, epoch, owner } = opened;
	const server = { program: "tmux", socket: config.tmux.socket, configFile: options.tmuxConfig };
	const forOthers = withoutSecrets(environment, config);
	const tmux = systemTmux(server, { epoch, owner }, forOthers);
	const claimed = await tmux.claim();
	if (claimed !== "ok") {
		release();
		return refusal(claimed);
	}
	const supervisor = new Supervisor(clock, reportTo(recorder));
	const parts: EngineParts = {
		config,
		recorder,
		clock,
		files: fencedFiles(systemFiles, recorder),
		processes: fencedProcesses(processes, recorder),
		memory: systemMemory(),
		commands: runCommand,
		repositories: new RepositoryLooks({
			...{ commands: runCommand, environment: forOthers, clock },
		}),
		tmux,
		environment,
		newId: randomUUID,
		random: Math.random,
		asking: new OneAtATime(),
		inboxes: new OneAtATime(),
		owner,
		epoch,
		slots: launchSlots(availableParallelism()),
		folders: foldersOf(stateDir, config.checkpoint.dir),
		poke: (loop) => supervisor.poke(loop),
	};
	try {
		const { version, demo } = options;
		takeUp(parts, { pid: process.pid, version, demo });
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

async function run(
	parts: EngineParts,
	supervisor: Supervisor,
	release: () => void,
): Promise<Engine> {
	const { recorder } = parts;
	const { config } = parts;
	const sinks = config.notify.desktop ? [await desktopSink(secretVariables(config))] : [];
	const loops = makeLoops(parts, sinks);
	const abort = new AbortController();
	let reason: string | null = null;
	const { takenOver } = recorder;
	const signal = AbortSignal.any([abort.signal, takenOver]);
	await loops.recover(signal);
	const unwatch = await watchFolders(parts);
	// What an old engine has under way is refused wherever it acts: it is not waited for.
	const ended = Promise.race([supervisor.run(loops.all, signal), aborted(takenOver)]);
	const done = ended.then(async (lost) => {
		await unwatch();
		const broken = lost === null ? null : `${lost} failed too often`;
		const failure = takenOver.aborted ? new FencedError().message : broken;
		const unsaid = sayEnd(recorder, failure ?? reason ?? "asked to");
		release();
		return failure ?? unsaid;
	});
	return {
		client: localClient(parts, loops.pool, loops.janitor, () => supervisor.passes()),
		done,
		loops: () => supervisor.passes(),
		warn: (notice) => recorder.commit({ type: "operator.warned", ...notice }),
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
