import { isCharacter } from "./keys/key-names.ts";
import type { Room } from "./room.ts";
import { type Open, toast, topDialog } from "./view-store.ts";

/** So long after the last character (ms) the hands are taken to write on. */
const WRITES_ON_MS = 500;

/** Remembers that a line was in sight, and is about to be closed by the answer to it. */
export function lineCloses({ view, options }: Room, dialog: Open): void {
	const inSight = topDialog(view.getState())?.number === dialog.number;
	if (inSight && "field" in dialog) view.setState({ lineClosedAt: options.now() });
}

/** Takes what was meant for a line that has just closed by itself: it would be acts now. False: it is a key. */
export function swallowTypedOn({ view, options }: Room, key: string): boolean {
	const { lineClosedAt } = view.getState();
	if (lineClosedAt === null) return false;
	const since = options.now() - lineClosedAt;
	// A clock that was set back must not keep the keys away.
	if (since < 0 || since >= WRITES_ON_MS) {
		view.setState({ lineClosedAt: null });
		return false;
	}
	if (!isCharacter(key) && key !== "enter") return false;
	view.setState({ lineClosedAt: options.now() });
	sayNotTaken(view);
	return true;
}

const NOT_TAKEN = "what was typed on was not taken";

/** What was said as the line closed stays to be read. */
function sayNotTaken(view: Room["view"]): void {
	const said = view.getState().toast;
	if (said?.text.endsWith(NOT_TAKEN)) return;
	toast(view, said === null ? NOT_TAKEN : `${said.text}; ${NOT_TAKEN}`, said?.level);
}
