import { join } from "node:path";
import type { EngineClient } from "../../src/state/client.ts";
import type { Host } from "./host.ts";
import { accountsOf, dedicatedOf, INBOX, type PoolShape, sessionsOf } from "./pool.ts";
import type { World } from "./world/world.ts";

/** The person of a history: drops task files, types prompts, asks for switches, and looks after what is shown. */
export class Operator {
	/** Ids of the tasks that were dropped. */
	readonly tasks: string[] = [];
	readonly #world: World;
	readonly #host: Host;
	readonly #shape: PoolShape;

	constructor(world: World, host: Host, shape: PoolShape) {
		this.#world = world;
		this.#host = host;
		this.#shape = shape;
	}

	/** What the person does in the next `windowMs`. */
	plan(windowMs: number): void {
		const { dice, timeline } = this.#world;
		const sometime = (run: () => void): void => timeline.after(dice.between(0, windowMs), run);
		for (let n = dice.pick(0, 1, 2, 3, 5); n > 0; n--) sometime(() => this.dropTask());
		for (const session of dedicatedOf(this.#shape)) {
			for (let n = dice.pick(1, 2, 4); n > 0; n--) sometime(() => this.type(session));
		}
		if (dice.chance(0.15)) this.#withhold(windowMs);
		if (dice.chance(0.15)) this.#pause(windowMs);
		if (dice.chance(0.2)) sometime(() => this.#stop());
		if (dice.chance(0.3)) sometime(() => this.#send());
		if (dice.chance(0.3)) {
			sometime(() => this.#host.ask(0, ({ client }) => this.#switch(client)));
		}
	}

	/** Goes on with what something outside the product cut, and lets go what was set aside for a person. */
	lookAfter(): void {
		const { turns } = this.#world;
		// Its word may have come while no daemon was there.
		if (this.#host.daemon?.recorder.state().dispatch.paused) {
			this.#host.ask(0, ({ client }) => client.resume());
		}
		const sessions = this.#host.daemon?.recorder.state().sessions ?? {};
		for (const { name, kind, state, owed } of Object.values(sessions)) {
			if (["quarantined", "stopped"].includes(state)) {
				this.#host.ask(0, ({ client }) => client.restart(name));
			}
			const agent = this.#world.agentOf(name);
			const open = agent === null ? undefined : turns.open.get(agent.conversation);
			const cut = open?.cut === "killed" || open?.cut === "failure";
			const ours = owed?.cause === "limit" || owed?.cause === "stop";
			if (kind === "dedicated" && agent?.ready && cut && !ours) agent.submit("Go on, please.");
		}
	}

	dropTask(): void {
		const { disk } = this.#world;
		const id = `job-${this.#world.newNumber()}`;
		this.tasks.push(id);
		disk.put(join(INBOX, `${id}.md`), `Do ${id}.\n`);
		this.#host.ask(50, (daemon) => daemon.poke("dispatcher"));
	}

	type(session: string): void {
		const agent = this.#world.agentOf(session);
		if (agent === null || !agent.ready || agent.turn !== null) return;
		if (this.#world.turns.open.has(agent.conversation)) return;
		agent.submit(`Please do this. [ccl:typed-${this.#world.newNumber()}:1]`);
	}

	/** An account is drained or disabled for a while. */
	#withhold(windowMs: number): void {
		const { dice, timeline } = this.#world;
		const account = dice.pick(...accountsOf(this.#shape));
		const how = dice.pick("drained", "disabled");
		const begin = dice.between(0, windowMs);
		timeline.after(begin, () => this.#host.ask(0, ({ client }) => client.setUse(account, how)));
		timeline.after(windowMs + 10_000, () => {
			this.#host.ask(0, ({ client }) => client.setUse(account, "enabled"));
		});
	}

	/** Dispatch is paused for a while, sometimes with automatic switching. */
	#pause(windowMs: number): void {
		const { dice, timeline } = this.#world;
		const all = dice.chance(0.5);
		const begin = dice.between(0, windowMs);
		timeline.after(begin, () => this.#host.ask(0, ({ client }) => client.pause(all)));
		timeline.after(windowMs + 10_000, () => {
			this.#host.ask(0, ({ client }) => client.resume());
		});
	}

	/** One session is stopped, sometimes in the middle of its turn; `lookAfter` brings it back. */
	#stop(): void {
		const { dice } = this.#world;
		const session = dice.pick(...sessionsOf(this.#shape));
		const force = dice.chance(0.5);
		this.#host.ask(0, ({ client }) => client.stop(session, { force }));
	}

	/** A line goes into a session through the engine, unless something there waits to be gone on with. */
	#send(): void {
		const session = this.#world.dice.pick(...sessionsOf(this.#shape));
		const line = `Please do this. [ccl:typed-${this.#world.newNumber()}:1]`;
		const agent = this.#world.agentOf(session);
		if (agent !== null && this.#world.turns.open.has(agent.conversation)) return;
		this.#host.ask(0, ({ client }) => client.send(session, line));
	}

	async #switch(client: EngineClient): Promise<void> {
		const force = this.#world.dice.chance(0.3);
		const plan = await client.planSwitch({ to: null, sessions: null, force });
		if (plan.runnable) await client.runSwitch(plan.id);
	}
}
