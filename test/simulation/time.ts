/** Something that events belong to: a life of the daemon that can stand still or be gone. */
export interface Owner {
	readonly gone: boolean;
	readonly frozen: boolean;
	/** Takes an event that came while it stood still. */
	hold(event: () => void): void;
}

interface Happening {
	readonly at: number;
	readonly order: number;
	readonly owner: Owner | null;
	readonly run: () => void;
}

/** A turn of the event loop costs more than most of what happens. */
const TURN_EVERY = 500;

/** Virtual time: what is to happen, in order. Nothing else makes time pass, so one seed is one history. */
export class Timeline {
	/** Milliseconds since the history began; never jumps. */
	elapsed = 0;
	/** By how much the machine's clock is wrong, ms. */
	wrongBy = 0;
	/** How long the machine was suspended, ms: it saw nothing of that time. */
	slept = 0;
	readonly #origin: number;
	#orders = 0;
	#settlings = 0;
	readonly #heap: Happening[] = [];

	constructor(origin: number) {
		this.#origin = origin;
	}

	/** What the machine's clock says, epoch ms. */
	wall(): number {
		return this.truth() + this.wrongBy;
	}

	/** What all good clocks say, that of the provider among them, epoch ms. */
	truth(): number {
		return this.#origin + this.slept + Math.floor(this.elapsed);
	}

	/** Lets `run` happen after `ms`; of a frozen owner's later, of a gone one's never. */
	after(ms: number, run: () => void, owner: Owner | null = null): void {
		this.#orders += 1;
		this.#push({ at: this.elapsed + ms, order: this.#orders, owner, run });
	}

	/** Plays all that happens in the next `ms`, or until `enough` says so. */
	async play(ms: number, enough: () => boolean = () => false): Promise<void> {
		const until = this.elapsed + ms;
		for (let next = this.#heap[0]; next !== undefined && next.at <= until; next = this.#heap[0]) {
			this.#pop();
			this.elapsed = Math.max(this.elapsed, next.at);
			const { owner } = next;
			if (owner?.gone) continue;
			if (owner?.frozen) owner.hold(next.run);
			else {
				next.run();
				// Only a daemon's code has promise chains: all that wait for nothing but each other run to their end.
				if (owner !== null) await this.#settled();
			}
			if (enough()) return;
		}
		this.elapsed = until;
	}

	/** Node drains all promise chains before its next tick. Now and then it gets a turn of its own, to report what threw. */
	#settled(): Promise<void> {
		this.#settlings += 1;
		const soon = this.#settlings % TURN_EVERY === 0 ? setImmediate : process.nextTick;
		// Asked from a promise's own step: outside of one, Node's next tick comes before the steps that wait.
		return Promise.resolve().then(() => new Promise((resolve) => soon(resolve)));
	}

	#push(one: Happening): void {
		const heap = this.#heap;
		let at = heap.length;
		heap.push(one);
		while (at > 0) {
			const parent = (at - 1) >> 1;
			const above = heap[parent];
			if (above === undefined || !isSooner(one, above)) break;
			heap[at] = above;
			at = parent;
		}
		heap[at] = one;
	}

	#pop(): void {
		const heap = this.#heap;
		const last = heap.pop();
		if (heap.length === 0 || last === undefined) return;
		let at = 0;
		for (;;) {
			const left = 2 * at + 1;
			const child = isSooner(heap[left + 1], heap[left]) ? left + 1 : left;
			const below = heap[child];
			if (below === undefined || !isSooner(below, last)) break;
			heap[at] = below;
			at = child;
		}
		heap[at] = last;
	}
}

function isSooner(one: Happening | undefined, other: Happening | undefined): boolean {
	if (one === undefined || other === undefined) return false;
	return one.at < other.at || (one.at === other.at && one.order < other.order);
}
