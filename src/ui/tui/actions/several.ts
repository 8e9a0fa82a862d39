import type { Refusal } from "../../../state/client.ts";
import { hiddenMarks } from "../facts.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { toast } from "../view-store.ts";
import { noAnswer } from "./attempt.ts";

/** An act on one of several that was not done. */
export interface NotDone {
	readonly name: string;
	readonly refusal: Refusal;
}

/**
 * Does an act on several, one after the other; what is refused, or not answered, for one keeps it from no other. The
 * key `again` begins it anew.
 */
export async function onEach(
	names: readonly string[],
	again: string,
	act: (name: string) => Promise<{ readonly kind: string } | Refusal>,
): Promise<{ readonly done: readonly string[]; readonly not: readonly NotDone[] }> {
	const done: string[] = [];
	const not: NotDone[] = [];
	for (const name of names) {
		const reply = await act(name).catch(noAnswer(again));
		if (isRefusal(reply)) not.push({ name, refusal: reply });
		else done.push(name);
	}
	return { done, not };
}

/** Says what was done, and of what was not the first reason. */
export function sayWhatBecame(room: Room, said: string, not: readonly NotDone[]): void {
	const [first] = not;
	if (first === undefined) {
		toast(room.view, said);
		return;
	}
	const { name, refusal } = first;
	const others = not.length > 1 ? ` and ${not.length - 1} more` : "";
	const why = `${plain(name)}${others} not: ${refusal.why}; ${refusal.remedy}`;
	toast(room.view, `${said}; ${why}`, "warn");
}

/** Says that marked sessions were taken although the filter hides them; empty when it hides none. */
export function hiddenWords({ frames, view }: Room): string {
	const hidden = hiddenMarks(frames.store.getState(), view.getState());
	return hidden === 0 ? "" : ` (${hidden} of them hidden by the filter)`;
}

/** `1 session`, `3 sessions`. */
export function sessionsWord(count: number): string {
	return `${count} session${count === 1 ? "" : "s"}`;
}

function isRefusal(reply: { readonly kind: string } | Refusal): reply is Refusal {
	return reply.kind === "refused";
}
