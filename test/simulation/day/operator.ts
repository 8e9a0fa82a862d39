import type { EngineClient } from "../../../src/state/client.ts";
import type { Host } from "../host.ts";
import type { World } from "../world/world.ts";
import type { Book } from "./book.ts";
import { DAY_MS, type DayPlan, type DayTask, SWITCHES } from "./plan.ts";

const MINUTE = 60_000;
const LOOK_EVERY_MS = 5 * MINUTE;

/** Of files that are dropped within this time the daemon is told once. */
const TELL_MS = 20_000;

/** A task may be looked for in vain among those that ended: the state keeps only the last of them. */
const LONG_MS = 30 * MINUTE;

/** The person of a day: drops its tasks, and every few minutes looks after what waits for a person. */
export class DayOperator {
	/** Tasks that waited for one that will never be done, and were freed by a new file. */
	freed = 0;
	readonly #world: World;
	readonly #host: Host;
	readonly #book: Book;
	/** Tasks that come after another, with their files as they may still lie there. */
	readonly #held: Set<DayTask>;
	/** The daemon will be told that files fell into an inbox. */
	#isTelling = false;

	constructor(world: World, host: Host, book: Book, plan: DayPlan) {
		this.#world = world;
		this.#host = host;
		this.#book = book;
		this.#held = new Set(plan.tasks.filter((t) => t.after !== null));
		for (const task of plan.tasks) world.timeline.after(task.at, () => this.#drop(task));
		this.#look();
	}

	#drop({ file, text }: DayTask): void {
		this.#world.disk.put(file, text);
		if (this.#isTelling) return;
		this.#isTelling = true;
		this.#world.timeline.after(this.#world.dice.between(10, TELL_MS), () => {
			this.#isTelling = false;
			this.#host.ask(0, (daemon) => daemon.poke("dispatcher"));
		});
	}

	#look(): void {
		const { timeline } = this.#world;
		this.#letGo();
		for (const task of this.#held) this.#freeIfStuck(task);
		const due = Math.floor((SWITCHES * timeline.elapsed) / DAY_MS);
		if (this.#book.switches < Math.min(SWITCHES, due)) this.#host.ask(0, askForSwitch);
		timeline.after(LOOK_EVERY_MS, () => this.#look());
	}

	/** Sessions that were set aside for a person. */
	#letGo(): void {
		const sessions = this.#host.daemon?.recorder.state().sessions ?? {};
		for (const { name, state } of Object.values(sessions)) {
			if (state !== "quarantined") continue;
			this.#host.ask(0, ({ client }) => client.restart(name));
		}
	}

	/** What comes after a task that failed is let go by writing its file anew. */
	#freeIfStuck(task: DayTask): void {
		const { disk, timeline } = this.#world;
		const end = this.#book.tasks.get(task.after ?? "")?.ends.at(-1);
		if (end === undefined || timeline.elapsed < task.at + LONG_MS) return;
		if (end.outcome === "done" && timeline.elapsed < end.at + LONG_MS) return;
		this.#held.delete(task);
		// Who has claimed it has renamed it.
		if (disk.read(task.file) === null) return;
		disk.put(task.file, task.freed);
		this.freed += 1;
		this.#host.ask(50, (daemon) => daemon.poke("dispatcher"));
	}
}

async function askForSwitch({ client }: { readonly client: EngineClient }): Promise<void> {
	const plan = await client.planSwitch({ to: null, sessions: null, force: false });
	if (plan.runnable) await client.runSwitch(plan.id);
}
