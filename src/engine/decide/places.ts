import type { Session, State, Task } from "../../state/model.ts";
import { byName } from "../../state/select.ts";
import { EQUAL, headroom, isSpread } from "./placement.ts";
import { canFeed, isAtRest } from "./takes-task.ts";

interface Place {
	readonly session: Session;
	/** Headroom of its account (ratio) for the model of the task. */
	readonly room: number;
}

/** The sessions that can be given a task now, each once. */
export class Places {
	readonly #state: State;
	readonly #now: number;
	readonly #open: Map<string, Session>;
	readonly #byModel = new Map<string | null, readonly Place[]>();

	constructor(state: State, now: number) {
		this.#state = state;
		this.#now = now;
		const atRest = Object.values(state.sessions).filter((s) => isAtRest(state, s, now));
		this.#open = new Map(atRest.map((s) => [s.name, s]));
	}

	/** No session is left for any task. */
	get areTaken(): boolean {
		return this.#open.size === 0;
	}

	/**
	 * Takes the session for a task: of those whose accounts have most room for its model, the one that was last used in
	 * its project; `null` when there is none.
	 */
	take({ project, choices }: Task): Session | null {
		const model = choices?.model ?? null;
		const left = this.#placesFor(model).filter(({ session }) => this.#open.has(session.name));
		this.#byModel.set(model, left);
		const most = left[0]?.room ?? 0;
		const best = left.filter(({ room }) => room >= most - EQUAL);
		const { session = null } = best.find((p) => p.session.project === project) ?? best[0] ?? {};
		if (session !== null) this.#open.delete(session.name);
		return session;
	}

	#placesFor(model: string | null): readonly Place[] {
		return this.#byModel.get(model) ?? this.#findPlaces(model);
	}

	/** Most room first. Where all are on one account its name alone decides, unless a model's window may tell them apart. */
	#findPlaces(model: string | null): readonly Place[] {
		const state = this.#state;
		const now = this.#now;
		const compares = isSpread(state) || model !== null;
		return [...this.#open.values()]
			.filter((session) => canFeed(state, session, model, now))
			.map((session) => {
				const account = state.accounts[session.account ?? ""];
				const room = compares && account !== undefined ? headroom(state, account, now, model) : 0;
				return { session, room };
			})
			.sort((a, b) => b.room - a.room || byName(a.session.name, b.session.name));
	}
}
