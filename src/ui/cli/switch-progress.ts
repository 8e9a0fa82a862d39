import type { EngineClient, Snapshot } from "../../state/client.ts";
import type { EventRecord } from "../../state/events.ts";
import type { Switch } from "../../state/model.ts";
import { humanLine } from "./events.ts";

/** How long a vanished daemon is waited for. */
const PATIENCE_MS = 60_000;

/**
 * Tells each step of a switch as a line until it ended, and gives its end; `null` when the daemon
 * went away and did not come back in time.
 */
export function followSwitch(
	client: EngineClient,
	id: string,
	after: number,
	tell: (line: string) => void,
): Promise<Switch | null> {
	const { promise, resolve } = Promise.withResolvers<Switch | null>();
	let told = after;
	let timer: NodeJS.Timeout | undefined;
	const look = ({ recent, state, seq }: Snapshot): void => {
		for (const record of recent) {
			if (record.seq > told && isAbout(record, id)) tell(humanLine(record));
		}
		told = seq;
		const ended = state.switches.find((one) => one.id === id);
		if (ended !== undefined) resolve(ended);
	};
	const unsubscribe = client.store.subscribe(look);
	const unlink = client.link.subscribe((link) => {
		clearTimeout(timer);
		if (link.kind === "lost") timer = setTimeout(() => resolve(null), PATIENCE_MS);
	});
	look(client.store.getState());
	return promise.finally(() => {
		clearTimeout(timer);
		unsubscribe();
		unlink();
	});
}

function isAbout({ event }: EventRecord, id: string): boolean {
	return "id" in event && event.id === id;
}
