/** One prompt that somebody submitted, as it really went. */
export interface RealTurn {
	readonly nonce: string;
	readonly conversation: string;
	accepted: number;
	finished: boolean;
	/** Steps whose tool really ran, with how often. */
	readonly effects: Map<number, number>;
	/** Why it stands, if it does. */
	cut: "limit" | "failure" | "stopped" | "killed" | null;
}

/** What really happened to prompts, outside all that the engine reads: the measure of lost and doubled. */
export class Turns {
	readonly byNonce = new Map<string, RealTurn>();
	/** The unfinished turn of each conversation. */
	readonly open = new Map<string, RealTurn>();

	accept(nonce: string, conversation: string): RealTurn {
		const fresh = {
			nonce,
			conversation,
			accepted: 0,
			finished: false,
			effects: new Map(),
			cut: null,
		};
		const turn = this.byNonce.get(nonce) ?? fresh;
		turn.accepted += 1;
		this.byNonce.set(nonce, turn);
		this.open.set(conversation, turn);
		return turn;
	}

	effect(turn: RealTurn, step: number): void {
		turn.effects.set(step, (turn.effects.get(step) ?? 0) + 1);
	}

	finish(turn: RealTurn): void {
		turn.finished = true;
		turn.cut = null;
		this.open.delete(turn.conversation);
	}
}
