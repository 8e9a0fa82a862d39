import type { Precondition } from "../../state/client.ts";

/** One that holds. */
export const good = (name: string, detail: string): Precondition => {
	return { name, ok: true, detail, remedy: null };
};

/** One that does not: what is wrong, and what to do about it. */
export const bad = (name: string, detail: string, remedy: string): Precondition => {
	return { name, ok: false, detail, remedy };
};
