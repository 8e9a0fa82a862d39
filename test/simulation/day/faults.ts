import type { Host } from "../host.ts";
import type { Fate, LifeWatch } from "../life.ts";
import type { World } from "../world/world.ts";
import type { Book } from "./book.ts";
import { CRASHES, DAY_MS, type DayPlan } from "./plan.ts";

const MINUTE = 60_000;

/** A crash that is to come: so many changes of the world after the next one of that name. */
interface Aim {
	readonly at: RegExp;
	changes: number;
	readonly fate: "crash-before" | "crash-after";
	begun: boolean;
}

/** Where the daemon is hit: anywhere, while a task is given out, or while one ends. */
const PLACES = [/^/, /^append .*task\.claimed/, /^rename .*\.dispatched/] as const;

/** All that goes wrong in the course of one day. */
export class DayFaults {
	readonly #world: World;
	readonly #book: Book;
	/** One after the other. */
	readonly #aims: Aim[] = [];

	constructor(world: World, book: Book) {
		this.#world = world;
		this.#book = book;
	}

	/** Says what becomes of a change that the daemon is about to make. */
	readonly before: LifeWatch["before"] = (_life, name): Fate => {
		const [aim] = this.#aims;
		if (aim === undefined) return "go";
		// In the evening there may be no task left to wait for.
		aim.begun ||= aim.at.test(name) || this.#world.timeline.elapsed > DAY_MS;
		if (!aim.begun) return "go";
		aim.changes -= 1;
		if (aim.changes > 0) return "go";
		this.#aims.shift();
		this.#book.harm(null, "the daemon crashed");
		return aim.fate;
	};

	plan({ accounts, tasks }: DayPlan, host: Host): void {
		const { dice, timeline } = this.#world;
		const sometime = (run: () => void): void => timeline.after(dice.between(0, DAY_MS), run);
		const loss = Math.floor(dice.between(0, CRASHES));
		for (let n = 0; n < CRASHES; n++) {
			sometime(n === loss ? () => this.#losePower(host) : () => this.#aimAtDaemon());
		}
		for (let n = dice.between(30, 80); n > 0; n--) sometime(() => this.#killOne());
		// Somebody uses an account up elsewhere.
		for (let n = dice.pick(0, 1, 2); n > 0; n--)
			sometime(() => this.#spend(dice.pick(...accounts)));
		if (dice.chance(0.5)) sometime(() => this.#storm());
		const failing = new Set(tasks.filter((t) => t.fails).map((t) => t.id));
		this.#world.fails = (nonce) => failing.has(taskOf(nonce));
		this.#world.startFate = () => {
			const startMs = dice.chance(0.01) ? dice.between(5_000, 80_000) : dice.between(200, 1_200);
			const refuses = dice.chance(0.004) ? 1 : null;
			return { startMs, refuses, lingersMs: dice.chance(0.01) ? dice.between(5_000, 40_000) : 0 };
		};
	}

	#aimAtDaemon(): void {
		const { dice } = this.#world;
		const at = dice.pick(...PLACES);
		const fate = dice.pick("crash-before" as const, "crash-after" as const);
		this.#aims.push({ at, changes: Math.ceil(dice.between(0, 12)), fate, begun: false });
	}

	/** The machine goes with all that runs on it, and with what was not synced. */
	#losePower(host: Host): void {
		const { world, timeline } = { world: this.#world, timeline: this.#world.timeline };
		if (host.daemon === null) {
			timeline.after(1_000, () => this.#losePower(host));
			return;
		}
		world.note("the machine loses its power");
		this.#book.harm(null, "the machine lost its power");
		world.machine.killServer();
		world.disk.powerLoss(() => world.dice.roll());
		host.kill();
	}

	#killOne(): void {
		const { machine, dice } = this.#world;
		const living = machine.living();
		const busy = living.filter(({ pid }) => this.#world.agents.get(pid)?.turn != null);
		const from = busy.length > 0 && dice.chance(0.8) ? busy : living;
		if (from.length === 0) return;
		const { pid, launch } = dice.pick(...from);
		this.#world.note(`kill -9 of ${launch.name} (${pid})`);
		machine.kill(pid);
	}

	#spend(account: string): void {
		this.#world.note(`${account} is used up elsewhere`);
		for (const window of this.#world.provider.windows(account)) {
			if (window.name === "five_hour") Object.assign(window, { used: 1, peak: 1 });
		}
	}

	#storm(): void {
		const { provider, timeline, dice } = this.#world;
		this.#world.note("5xx storm begins");
		const harm = this.#book.harm(null, "the provider failed");
		harm.until = Number.POSITIVE_INFINITY;
		provider.storm = true;
		timeline.after(dice.between(5_000, 3 * MINUTE), () => {
			this.#world.note("5xx storm ends");
			harm.until = timeline.elapsed;
			provider.storm = false;
		});
	}
}

/** The task that a nonce stands for. */
export function taskOf(nonce: string): string {
	return /^ccl:(.+):\d+$/.exec(nonce)?.[1] ?? "";
}
