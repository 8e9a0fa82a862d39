import type { EventRecord } from "../../../state/events.ts";
import type { SessionsView } from "../views/sessions.ts";
import { ask } from "./request.ts";

/** Events after which a session may be attached to in another way, or no longer. */
const CHANGES: ReadonlySet<string> = new Set([
	"session.registered",
	"session.launched",
	"session.ended",
	"session.removed",
]);

/** What the daemon said about attaching, kept so that `attachCommand` can answer at once. */
export interface AttachBook {
	commandOf(session: string): readonly string[] | null;
	refresh(): Promise<void>;
	onChange(records: readonly EventRecord[] | "snapshot"): void;
}

/** Keeps the attach commands of all sessions; asks again when sessions start or end. */
export function createAttachBook(socketPath: string, signal: AbortSignal): AttachBook {
	let commands = new Map<string, readonly string[] | null>();
	let running: Promise<void> | null = null;
	let again = false;
	const load = async (): Promise<void> => {
		const answer = await ask(socketPath, { method: "GET", path: "/v1/sessions", signal });
		if (answer.kind !== "ok") return;
		const { sessions } = answer.body as SessionsView;
		commands = new Map(sessions.map((session) => [session.name, session.attach]));
	};
	const loadUntilSettled = async (): Promise<void> => {
		do {
			again = false;
			await load();
		} while (again && !signal.aborted);
		running = null;
	};
	const refresh = (): Promise<void> => {
		if (running !== null) again = true;
		else running = loadUntilSettled();
		return running;
	};
	return {
		commandOf: (session) => commands.get(session) ?? null,
		refresh,
		onChange(records) {
			if (records === "snapshot" || records.some((r) => CHANGES.has(r.event.type))) {
				void refresh();
			}
		},
	};
}
