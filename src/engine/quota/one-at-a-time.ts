/** Lets acts of one key run one after the other, in the order in which they came; those of other keys do not wait. */
export class OneAtATime {
	readonly #last = new Map<string, Promise<void>>();

	/** Runs `act` once all earlier acts of this key have ended, well or not. */
	run<T>(key: string, act: () => Promise<T>): Promise<T> {
		const running = (this.#last.get(key) ?? Promise.resolve()).then(act);
		const ended = running.then(
			() => {},
			() => {},
		);
		this.#last.set(key, ended);
		void ended.then(() => {
			if (this.#last.get(key) === ended) this.#last.delete(key);
		});
		return running;
	}
}
