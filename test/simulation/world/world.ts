import { join } from "node:path";
import type { PaneLaunch } from "../../../src/engine/tmux/tmux.ts";
import { Agent, type StartFate } from "../agent/agent.ts";
import type { Dice } from "../dice.ts";
import { Machine, type MachineWatch } from "../ports/machine.ts";
import { MemoryDisk } from "../ports/memory-disk.ts";
import type { Timeline } from "../time.ts";
import { Provider } from "./provider.ts";
import { Turns } from "./turns.ts";

export const ROOT = "/sim";

/** A rule that was broken, and where. */
export interface Violation {
	readonly invariant: string;
	readonly what: string;
}

/** How fast things go. */
export interface Pace {
	/** How long a tool runs, ms: from, to. */
	readonly toolMs: readonly [number, number];
	/** What one request of a model takes of a five-hour window. */
	readonly requestShare: number;
	/** Of the tools that a turn uses, at most so many. */
	readonly mostSteps: number;
	/** The loops' own periods, the net under what wakes them, are no shorter than this. */
	readonly netMs: number;
	/** All that wakes a loop in so many ms wakes it once; while a switch is open, in a twentieth of that. */
	readonly gatherMs: number;
}

/** As long as little happens: nothing is put off. */
const AT_ONCE: Pace = {
	toolMs: [300, 4000],
	requestShare: 0.01,
	mostSteps: 5,
	netMs: 0,
	gatherMs: 0,
};

/** Everything outside the daemon: disk, processes, provider, and what really happened. */
export class World {
	readonly timeline: Timeline;
	readonly dice: Dice;
	readonly disk: MemoryDisk;
	readonly machine: Machine;
	readonly provider: Provider;
	readonly turns = new Turns();
	readonly spool = join(ROOT, "state", "spool");
	/** Conversations that end in a limit message. */
	readonly limited = new Set<string>();
	readonly violations: Violation[] = [];
	readonly trace: string[] | null;
	pace: Pace = AT_ONCE;
	/** Whether the provider fails every request of a turn, whoever asks. */
	fails: (nonce: string) => boolean = () => false;
	/** How the next start goes. */
	startFate: () => StartFate = () => ({ startMs: 400, refuses: null, lingersMs: 0 });
	readonly agents = new Map<number, Agent>();
	/** The clock was set in this history: times of before and after do not compare. */
	jumped = false;
	/** Accounts whose link to the shared tree was turned elsewhere. */
	readonly tampered = new Set<string>();
	/** Called when an agent drops a fact: a watched folder tells the daemon, most of the time. */
	wake: () => void = () => {};
	#numbers = 0;

	constructor(timeline: Timeline, dice: Dice, watch: MachineWatch, traced: boolean) {
		this.timeline = timeline;
		this.dice = dice;
		this.trace = traced ? [] : null;
		this.disk = new MemoryDisk(() => timeline.wall());
		this.provider = new Provider(timeline);
		const start = (
			launch: PaneLaunch,
			pid: number,
			startTime: string,
			end: (status: number) => void,
		): Agent => {
			const agent = new Agent(this, dice, this.startFate(), end);
			this.agents.set(pid, agent);
			agent.start(launch, pid, startTime);
			return agent;
		};
		this.machine = new Machine(timeline, start, watch);
	}

	/** Adds a line to the trace, if there is one. */
	note(text: string): void {
		this.trace?.push(`${(this.timeline.elapsed / 1000).toFixed(3).padStart(9)}  ${text}`);
	}

	violate(invariant: string, what: string): void {
		this.note(`VIOLATION ${invariant}: ${what}`);
		this.violations.push({ invariant, what });
	}

	accountOf(home: string): string {
		return home.slice(join(ROOT, "homes").length + 1);
	}

	/** The agent of a session, if it lives. */
	agentOf(session: string): Agent | null {
		const process = this.machine.living().find((p) => p.launch.name === session);
		return process === undefined ? null : (this.agents.get(process.pid) ?? null);
	}

	/** One writer per conversation: looked at when a program takes one up. */
	begins(agent: Agent): void {
		for (const { pid } of this.machine.living()) {
			const other = this.agents.get(pid);
			if (other === undefined || other === agent || !other.ready) continue;
			if (other.conversation !== agent.conversation) continue;
			this.violate("one-writer", `${agent.conversation} is written by two processes`);
		}
	}

	/** Hooks lie there that no daemon has read. */
	hooksWait(): boolean {
		return this.disk
			.list(this.spool)
			.some((life) => this.disk.list(join(this.spool, life)).some((file) => /^\d/.test(file)));
	}

	newNumber(): number {
		this.#numbers += 1;
		return this.#numbers;
	}
}
