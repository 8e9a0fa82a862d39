import { DatabaseSync } from "node:sqlite";
import type { Config } from "../../src/engine/config/config.ts";
import type { EventRecord } from "../../src/state/events.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import { Life, type LifeWatch } from "./life.ts";
import type { World } from "./world/world.ts";

/** Which of its protections the daemon is played without, to prove that the checks find what it prevents. */
export type Without = "fence" | "journal" | "claim" | "intent" | null;

/** As if a claim were recorded no sooner than its prompt has arrived. */
const FORGET_INTENTS = `DELETE FROM events WHERE type = 'task.claimed'
	AND seq > (SELECT coalesce(max(seq), 0) FROM snapshot)
	AND NOT EXISTS (SELECT 1 FROM events AS later WHERE later.type = 'task.accepted' AND later.seq > events.seq
		AND json_extract(later.body, '$.task') = json_extract(events.body, '$.task'))`;

export interface HostHooks {
	/** What the faults say about a change that a life is about to make. */
	readonly before: LifeWatch["before"];
	readonly freezes: LifeWatch["freezes"];
	readonly said: (daemon: Daemon | null, life: Life, records: readonly EventRecord[]) => void;
}

/** The machine's service manager: starts the daemon, and again when it ends. Keeps the database over its lives. */
export class Host {
	readonly world: World;
	readonly config: Config;
	/** Lives that were begun, oldest first. */
	readonly lives: Life[] = [];
	/** The daemon that was started last, once it is up. */
	daemon: Daemon | null = null;
	database = new DatabaseSync(":memory:");
	crashes = 0;
	/** Off: an ended daemon stays ended. */
	restarts = true;
	/** Told the type of every event that is recorded. */
	onRecord: (type: EventRecord["event"]["type"]) => void = () => {};
	readonly #hooks: HostHooks;
	readonly #without: Without;
	readonly #slots: number;

	constructor(world: World, config: Config, without: Without, slots: number, hooks: HostHooks) {
		this.world = world;
		this.config = config;
		this.#without = without;
		this.#slots = slots;
		this.#hooks = hooks;
	}

	get newest(): Life | null {
		return this.lives.at(-1) ?? null;
	}

	start(): void {
		const { world } = this;
		const life = new Life(`life ${this.lives.length + 1}`, world.timeline, {
			before: this.#hooks.before,
			freezes: this.#hooks.freezes,
			changed: (whose, name) => {
				if (!name.startsWith("append")) world.note(`${whose.name}: ${name}`);
			},
			crashed: (gone) => this.#crashed(gone),
			said: (whose, records) => {
				for (const { event } of records) {
					if (world.trace !== null) world.note(`${whose.name}: ${JSON.stringify(event)}`);
					this.onRecord(event.type);
				}
				this.#hooks.said(this.daemon?.life === whose ? this.daemon : null, whose, records);
			},
			latency: (name) => this.#latency(name),
		});
		this.lives.push(life);
		this.daemon = null;
		world.note(`${life.name} begins`);
		void this.#run(life);
	}

	/** Asks the running daemon for something after `ms`, unless it ends or stands still before. */
	ask(ms: number, question: (daemon: Daemon) => unknown): void {
		const { daemon } = this;
		if (daemon === null) return;
		const put = async (): Promise<void> => {
			try {
				await question(daemon);
			} catch (error) {
				// Who asks sees that the connection is gone, and looks again later.
				this.world.note(`${daemon.life.name} gave no answer: ${String(error)}`);
			}
		};
		this.world.timeline.after(ms, () => void put(), daemon.life);
	}

	/** The process of the daemon is killed. */
	kill(): void {
		this.newest?.die();
	}

	async #run(life: Life): Promise<void> {
		const { world, config, database } = this;
		const fence = this.#without !== "fence";
		const claims = this.#without !== "claim";
		const slots = this.#slots;
		try {
			const daemon = await startDaemon({ world, config, database, life, fence, claims, slots });
			if (daemon === "fenced") return this.#ended(life, "fenced");
			if (this.newest === life) this.daemon = daemon;
			this.#ended(life, (await daemon.done) ?? "asked to");
		} catch (error) {
			this.#ended(life, String(error));
		}
	}

	/** It ended by itself: what is left of it in memory is gone as well. */
	#ended(life: Life, why: string): void {
		if (life.gone) return;
		this.world.note(`${life.name} ended: ${why}`);
		life.gone = true;
		this.#startAgain(life);
	}

	#crashed(life: Life): void {
		this.crashes += 1;
		this.world.note(`${life.name} crashes after ${life.effects} changes`);
		if (this.#without === "journal") this.database = new DatabaseSync(":memory:");
		if (this.#without === "intent") this.database.exec(FORGET_INTENTS);
		this.#startAgain(life);
	}

	#startAgain(life: Life): void {
		if (this.newest !== life) return;
		this.daemon = null;
		const { dice, timeline } = this.world;
		timeline.after(dice.between(200, 4000), () => {
			if (this.restarts && this.newest === life) this.start();
		});
	}

	#latency(name: string): number {
		const { dice } = this.world;
		if (name.startsWith("run ")) return dice.between(5, 200);
		return name.startsWith("tmux") ? dice.between(2, 30) : dice.between(0, 2);
	}
}
