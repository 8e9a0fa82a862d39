import type {
	McpServer,
	WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import type { Clock } from "../../ports/clock.ts";
import { whenRead } from "./when-read.ts";

/** A conversation of one client with the endpoint, over many requests. */
export interface McpSession {
	readonly id: string;
	/** Whose it is; nobody else finds it. */
	readonly owner: string;
	readonly server: McpServer;
	readonly transport: WebStandardStreamableHTTPServerTransport;
}

interface Held extends McpSession {
	usedAt: number;
	/** Requests and streams that are open. */
	open: number;
}

/** The sessions of an endpoint: only so many, and none for ever. */
export class McpSessions {
	readonly #held = new Map<string, Held>();
	readonly #clock: Clock;
	readonly #most: number;
	readonly #idleMs: number;
	#beginning = 0;
	readonly #stop = new AbortController();
	#sweeping = false;

	constructor(clock: Clock, most: number, idleMs: number) {
		this.#clock = clock;
		this.#most = most;
		this.#idleMs = idleMs;
	}

	get size(): number {
		return this.#held.size;
	}

	/**
	 * Lets `begin` add one more; `null` where there is no room. Room is made at the cost of the one that rests longest,
	 * never of one in use.
	 */
	async withRoom(begin: () => Promise<Response>): Promise<Response | null> {
		const full = this.#held.size + this.#beginning >= this.#most;
		const oldest = full ? this.#resting().toSorted((a, b) => a.usedAt - b.usedAt)[0] : null;
		if (oldest === undefined) return null;
		this.#beginning += 1;
		try {
			if (oldest !== null) await this.#end(oldest);
			return await begin();
		} finally {
			this.#beginning -= 1;
		}
	}

	/** Takes a session in; it leaves when its server is closed. */
	add(session: McpSession): void {
		const { id } = session;
		this.#held.set(id, { ...session, usedAt: this.#clock.monotonic(), open: 0 });
		const { server } = session.server;
		const before = server.onclose;
		server.onclose = () => {
			before?.();
			this.#held.delete(id);
		};
		if (!this.#sweeping) void this.#sweep();
	}

	/** Lets a session of that owner answer; `null` when there is none. */
	async answer(id: string, owner: string, request: Request): Promise<Response | null> {
		const held = this.#held.get(id);
		if (held === undefined || held.owner !== owner) return null;
		held.open += 1;
		const ended = (): void => {
			held.open -= 1;
			held.usedAt = this.#clock.monotonic();
		};
		try {
			return whenRead(await held.transport.handleRequest(request), ended);
		} catch (error) {
			ended();
			throw error;
		}
	}

	async close(): Promise<void> {
		this.#stop.abort();
		await Promise.all([...this.#held.values()].map((held) => this.#end(held)));
	}

	#end({ id, server }: Held): Promise<void> {
		this.#held.delete(id);
		return server.close();
	}

	#resting(): readonly Held[] {
		return [...this.#held.values()].filter(({ open }) => open === 0);
	}

	/** Ends those that nobody used for long, as long as there are any. */
	async #sweep(): Promise<void> {
		this.#sweeping = true;
		const { signal } = this.#stop;
		while (this.#held.size > 0 && !signal.aborted) {
			await this.#clock.sleep(this.#idleMs / 4, signal);
			const oldest = this.#clock.monotonic() - this.#idleMs;
			const idle = this.#resting().filter(({ usedAt }) => usedAt <= oldest);
			await Promise.all(idle.map((held) => this.#end(held)));
		}
		this.#sweeping = false;
	}
}
