import type { Processes } from "../../../src/engine/ports/processes.ts";
import type { Pane, PaneLaunch, Pressed, Started, Tmux } from "../../../src/engine/tmux/tmux.ts";
import type { Life } from "../life.ts";
import type { Timeline } from "../time.ts";

/** A program that runs in a pane. */
export interface Program {
	/** It is idle, and its input box is empty. */
	readonly atPrompt: boolean;
	/** A line that somebody types, with Enter. False when it takes none now. */
	submit(line: string): boolean;
	/** SIGTERM. It calls `end` once it is done. */
	terminate(): void;
	/** SIGKILL: nothing more of it happens. What a tool of it runs goes on by itself: it is told, if there is any. */
	vanish(): Tool | null;
}

/** What a tool of an agent runs. */
export interface Tool {
	/** `NAME=value` of its environment. */
	readonly mark: string;
	running: boolean;
}

export interface Process {
	readonly pid: number;
	readonly startTime: string;
	readonly launch: PaneLaunch;
	readonly startedAt: number;
	readonly program: Program;
	/** When it ended, ms of the timeline. */
	endedAt: number | null;
}

type StartProgram = (
	launch: PaneLaunch,
	pid: number,
	startTime: string,
	end: (status: number) => void,
) => Program;

/** Told of every act of a life that reached the machine. */
export interface MachineWatch {
	readonly started: (process: Process, life: Life) => void;
	readonly acted: (what: string, life: Life) => void;
	/** A program ended, by itself or not; `status` as a shell tells it. */
	readonly ended?: (process: Process, status: number) => void;
}

interface Server {
	panes: readonly Pane[];
	epoch: number;
}

/** Who asks a tmux server that hangs gives up after this long. */
const GIVE_UP_MS = 10_000;

const RULE = "─".repeat(80);

const HUNG = { kind: "failed", why: `tmux did not answer in ${GIVE_UP_MS} ms` } as const;

/** The processes of a machine and the tmux server that they run in. */
export class Machine {
	readonly processes = new Map<number, Process>();
	/** Bytes that programs can still get; `null`: nobody can tell. */
	free: number | null = null;
	readonly memory = { available: async (): Promise<number | null> => this.free };
	readonly #living = new Set<Process>();
	/** Tools whose agent was killed. */
	readonly #orphans = new Map<number, Tool>();
	/** `false`: the server lets every epoch act. Only for the proof that the checks find what the fence prevents. */
	fence = true;
	/** Panes show the empty input box of a program that is at its prompt. */
	showsBoxes = false;
	server: Server | null = null;
	/** What the server is asked while it hangs, in order; `null`: it does not hang. */
	#asked: (() => void)[] | null = null;
	readonly #timeline: Timeline;
	readonly #start: StartProgram;
	readonly #watch: MachineWatch;
	#pids = 1000;
	#panes = 0;

	constructor(timeline: Timeline, start: StartProgram, watch: MachineWatch) {
		this.#timeline = timeline;
		this.#start = start;
		this.#watch = watch;
	}

	living(): readonly Process[] {
		return [...this.#living];
	}

	isAlive(pid: number): boolean {
		return this.processes.get(pid)?.endedAt === null;
	}

	/** kill -9. */
	kill(pid: number): void {
		const process = this.processes.get(pid);
		if (process === undefined || process.endedAt !== null) return;
		const tool = process.program.vanish();
		if (tool !== null) {
			this.#pids += 1;
			this.#orphans.set(this.#pids, tool);
		}
		this.#ended(process, 137);
	}

	/** The server dies, and all that runs in it gets SIGHUP, the tools as well. */
	killServer(): void {
		this.server = null;
		this.#asked = null;
		for (const { pid } of this.living()) this.kill(pid);
		for (const tool of this.#orphans.values()) tool.running = false;
	}

	/** From here on the server answers nobody. */
	hang(): void {
		this.#asked ??= [];
	}

	/** It does all that it was asked meanwhile, whether or not somebody still waits for it. */
	goOn(): void {
		const asked = this.#asked ?? [];
		this.#asked = null;
		for (const act of asked) act();
	}

	async #ask<T>(life: Life, act: () => T): Promise<T | typeof HUNG> {
		const asked = this.#asked;
		if (asked === null) return act();
		return new Promise((resolve) => {
			asked.push(() => {
				const answer = act();
				this.#timeline.after(0, () => resolve(answer), life);
			});
			this.#timeline.after(GIVE_UP_MS, () => resolve(HUNG), life);
		});
	}

	/** The port of one life. Every check that guards an act happens in the same moment as the act. */
	tmux(life: Life, owner: string): Tmux {
		const raise = (): boolean => {
			this.server ??= { panes: [], epoch: 0 };
			if (this.server.epoch > life.epoch) return false;
			this.server.epoch = life.epoch;
			return true;
		};
		const mayAct = (): boolean => !this.fence || this.server?.epoch === life.epoch;
		const act = async <T>(name: string, how: () => T): Promise<T | typeof HUNG> =>
			life.effect(name, () => this.#ask(life, how));
		return {
			claim: async () => {
				const claim = () => (raise() || !this.fence ? "ok" : "fenced");
				const answer = await life.effect("tmux claim", () => this.#ask(life, claim));
				return typeof answer === "string" ? answer : { failed: answer.why };
			},
			listPanes: async () =>
				life.look(() =>
					this.#ask(life, () =>
						this.server === null
							? { kind: "no-server" as const }
							: { kind: "ok" as const, panes: this.server.panes },
					),
				),
			start: (launch) =>
				act(`tmux start ${launch.name}`, (): Started => {
					if (!raise() && this.fence) return { kind: "fenced" };
					if (this.server?.panes.some((p) => p.session === launch.name)) return { kind: "taken" };
					this.#panes += 1;
					return this.#launch(`%${this.#panes}`, launch, owner, life);
				}),
			respawn: (pane, oldPid, launch) =>
				act(`tmux respawn ${launch.name}`, (): Started => {
					if (this.server === null) return { kind: "failed", why: "no tmux server answers" };
					if (!mayAct()) return { kind: "fenced" };
					const known = this.server.panes.find((p) => p.id === pane);
					if (known?.owner !== owner || known.pid !== oldPid) return { kind: "changed" };
					this.kill(oldPid);
					return this.#launch(pane, launch, owner, life);
				}),
			remove: async (pane) => {
				await act(`tmux remove ${pane}`, () => {
					if (!mayAct() || this.server === null) return;
					const gone = (p: Pane): boolean => p.id === pane && p.owner === owner && p.dead;
					this.server.panes = this.server.panes.filter((p) => !gone(p));
				});
			},
			capture: () => life.look(() => []),
			look: (id) =>
				life.look(() => {
					const pane = this.server?.panes.find((p) => p.id === id);
					if (pane === undefined) return null;
					if (!this.#isAtPrompt(pane)) return { pane, rows: [] };
					return { pane: { ...pane, cursor: { x: 2, y: 1 } }, rows: [RULE, "❯", RULE] };
				}),
			press: async () => ({ kind: "changed" }),
			paste: (expected, line) =>
				act(`tmux paste ${expected.pane}`, (): Pressed => {
					if (this.server === null) return { kind: "failed", why: "no tmux server answers" };
					if (!mayAct()) return { kind: "fenced" };
					const pane = this.server.panes.find((p) => p.id === expected.pane);
					const same = pane?.incarnation === expected.incarnation && pane.pid === expected.pid;
					if (!same || pane.owner !== owner || !this.#isAtPrompt(pane)) return { kind: "changed" };
					this.#watch.acted(`type into ${pane.session}`, life);
					this.processes.get(pane.pid)?.program.submit(line);
					return { kind: "ok" };
				}),
			attachCommand: () => [],
		};
	}

	/** The process table of one life. */
	table(life: Life, pass: () => void): Processes {
		const signal =
			(how: "terminate" | "kill") => (pid: number, startTime: string, waitMs: number) =>
				new Promise<"gone" | "still-there">((resolve, reject) => {
					const send = life.effect(`${how} ${pid}`, () => {
						pass();
						this.#signal(how, pid, startTime, life);
					});
					const look = (waited: number): void => {
						const gone = this.processes.get(pid)?.endedAt != null || !this.processes.has(pid);
						if (gone) resolve("gone");
						else if (waited >= waitMs) resolve("still-there");
						else this.#timeline.after(100, () => look(waited + 100), life);
					};
					send.then(() => look(0), reject);
				});
		return {
			startTime: (pid) =>
				life.look(() => (this.isAlive(pid) ? (this.processes.get(pid)?.startTime ?? null) : null)),
			leftBehind: (mark) =>
				life.look(() =>
					[...this.#orphans]
						.filter(([, tool]) => tool.running && tool.mark === mark)
						.map(([pid]) => ({ pid, startTime: `${pid}00` })),
				),
			terminate: signal("terminate"),
			kill: signal("kill"),
		};
	}

	#isAtPrompt({ pid }: Pane): boolean {
		return (
			this.showsBoxes && this.isAlive(pid) && this.processes.get(pid)?.program.atPrompt === true
		);
	}

	#signal(how: "terminate" | "kill", pid: number, startTime: string, life: Life): void {
		if (this.#endTool(pid)) return;
		const process = this.processes.get(pid);
		if (process?.startTime !== startTime || process.endedAt !== null) return;
		this.#watch.acted(`${how} ${process.launch.name}`, life);
		if (how === "kill") this.kill(pid);
		else process.program.terminate();
	}

	/** False when no left-over tool has that pid. */
	#endTool(pid: number): boolean {
		const tool = this.#orphans.get(pid);
		if (tool !== undefined) tool.running = false;
		return tool !== undefined;
	}

	#launch(id: string, launch: PaneLaunch, owner: string, life: Life): Started {
		this.#pids += 1;
		const pid = this.#pids;
		const startTime = `${pid}00`;
		const end = (status: number): void => {
			const process = this.processes.get(pid);
			if (process?.endedAt === null) this.#ended(process, status);
		};
		const program = this.#start(launch, pid, startTime, end);
		const startedAt = this.#timeline.elapsed;
		const process: Process = { pid, startTime, launch, startedAt, program, endedAt: null };
		this.processes.set(pid, process);
		this.#living.add(process);
		const pane: Pane = {
			id,
			session: launch.name,
			pid,
			dead: false,
			deadStatus: null,
			owner,
			incarnation: launch.incarnation,
			attached: 0,
		};
		const server = this.server;
		if (server !== null) server.panes = [...server.panes.filter((p) => p.id !== id), pane];
		this.#watch.acted(`start ${launch.name}`, life);
		this.#watch.started(process, life);
		return { kind: "ok", pane: id, pid };
	}

	#ended(process: Process, status: number): void {
		process.endedAt = this.#timeline.elapsed;
		this.#living.delete(process);
		this.#watch.ended?.(process, status);
		if (this.server === null) return;
		this.server.panes = this.server.panes.map((p) =>
			p.pid === process.pid ? { ...p, dead: true, deadStatus: status } : p,
		);
	}
}
