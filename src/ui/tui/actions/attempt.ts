import type { Refusal } from "../../../state/client.ts";
import type { Room } from "../room.ts";
import { toast } from "../view-store.ts";

/** Waits for the engine's answer; a failure is told in a toast, never thrown. */
export async function attempt<T>(
	room: Room,
	what: string,
	work: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await work();
	} catch (error) {
		toast(room.view, `${what} failed: ${reasonOf(error)}`, "warn");
		return undefined;
	}
}

/** What an error says. */
export function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** The refusal that an act without an answer is shown as; `key` opened its dialog. */
export function noAnswer(key: string): (error: unknown) => Refusal {
	return (error) => ({
		kind: "refused",
		why: `the engine did not answer: ${reasonOf(error)}`,
		remedy: `look at the events, then try again: ${key}`,
	});
}

/** Says why something was refused, and what to do next. */
export function sayRefused({ view }: Room, { why, remedy }: Refusal): void {
	toast(view, `${why}; ${remedy}`, "warn");
}
