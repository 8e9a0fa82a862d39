import type { Scope } from "./route.ts";

/** Who asks, as far as that is known. */
export interface Caller {
	/** What the limits are counted by: the socket, or the name of a token. */
	readonly name: string;
	readonly scope: Scope;
}

/** What one door of the control plane lets in. */
export interface Access {
	/** The values of the Host header that are taken, compared as whole strings. */
	readonly hosts: ReadonlySet<string>;
	/** Who shows this Authorization header; `null`: nobody who is known. */
	callerOf(authorization: string | undefined): Caller | null;
	/** Most connections at once, of all callers. */
	readonly connections: number;
	/** How many requests a caller may send; `null`: any number. */
	readonly rate: Rate | null;
	/** Most event streams of a caller at once. */
	readonly streams: number;
	/** How a caller gets to do more than it may. */
	readonly more: string;
}

/** Requests in a row, and how many may follow a second. */
export interface Rate {
	readonly burst: number;
	readonly perSecond: number;
}

const WORTH: Readonly<Record<Scope, number>> = { read: 0, dispatch: 1, admin: 2 };

/** Whether a caller of this scope may ask for what needs `wanted`. */
export function allows(scope: Scope, wanted: Scope): boolean {
	return WORTH[scope] >= WORTH[wanted];
}

/** The unix socket: its mode lets in its owner alone, who may do everything. */
export const socketAccess: Access = {
	hosts: new Set(["localhost"]),
	callerOf: () => ({ name: "socket", scope: "admin" }),
	connections: Number.POSITIVE_INFINITY,
	rate: null,
	streams: Number.POSITIVE_INFINITY,
	more: "ask over the unix socket of the daemon",
};
