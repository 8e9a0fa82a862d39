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
