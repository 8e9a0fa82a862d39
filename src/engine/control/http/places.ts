import type { Socket } from "node:net";

/** The connections of a door that has only so many places. */
export class Places {
	readonly #most: number;
	readonly #taken = new Set<Socket>();
	/** Those on which nobody who is known has asked yet; the one that is there longest comes first. */
	readonly #strangers = new Set<Socket>();

	constructor(most: number) {
		this.#most = most;
	}

	/** Takes a connection in; where all places are taken, in that of the stranger who is there longest, else not at all. */
	take(socket: Socket): void {
		if (this.#taken.size >= this.#most) {
			const [oldest] = this.#strangers;
			if (oldest === undefined) {
				socket.destroy();
				return;
			}
			this.#leave(oldest);
			oldest.destroy();
		}
		this.#taken.add(socket);
		this.#strangers.add(socket);
		socket.once("close", () => this.#leave(socket));
	}

	/** Says that who is known has asked on a connection: nobody takes its place. */
	know(socket: Socket): void {
		this.#strangers.delete(socket);
	}

	#leave(socket: Socket): void {
		this.#taken.delete(socket);
		this.#strangers.delete(socket);
	}
}
