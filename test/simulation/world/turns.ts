/** One prompt that somebody submitted, as it really went. */
export interface RealTurn {
	readonly nonce: string;
	/** Where it goes on. */
	conversation: string;
	accepted: number;
	finished: boolean;
	/** Steps whose tool really ran, with how often. */
	readonly effects: Map<number, number>;
	/** Why it stands, if it does. */
	cut: "limit" | "failure" | "stopped" | "killed" | null;
}

/** As the summary of a checkpoint names the task: its title, then its claimed file. */
const TAKES_UP = /^- Task: .*\/([^/]+)\.md\.dispatched\)$/m;

/** `job-1` of `ccl:app.job-1:2`. */
function taskIn(nonce: string): string | undefined {
	return /^ccl:[^.]+\.(.+):\d+$/.exec(nonce)?.[1];
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

	/** A new conversation takes up the work of one that cannot be resumed, told by the task file that its prompt names. */
	takeUp(prompt: string, conversation: string): RealTurn | null {
		const task = TAKES_UP.exec(prompt)?.[1];
		const turn = [...this.open.values()].find((one) => taskIn(one.nonce) === task);
		if (task === undefined || turn === undefined) return null;
		this.open.delete(turn.conversation);
		turn.conversation = conversation;
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
