import { setTimeout as sleep } from "node:timers/promises";
import type { Room, Terminal } from "../room.ts";
import { toast } from "../view-store.ts";

/** A process that no shell waits for is not stopped: then nothing happens for so long. */
const NOT_STOPPED_MS = 500;

/** Stops the control room as ctrl-z does elsewhere, its terminal as the shell had it, until the shell goes on with it. */
export async function suspend(room: Room, terminal: Terminal): Promise<void> {
	let stopped = false;
	await terminal.suspend(async () => {
		stopped = await room.stopUntilContinued();
	});
	if (stopped) toast(room.view, "back; the engine went on meanwhile");
	else toast(room.view, "no shell is here that could bring this window back with fg", "warn");
}

/** Stops the whole job that this process is a part of, as the terminal would; false when nobody can continue it. */
export async function stopUntilContinued(): Promise<boolean> {
	const continued = Promise.withResolvers<true>();
	const onContinue = () => continued.resolve(true);
	process.once("SIGCONT", onContinue);
	try {
		process.kill(0, "SIGTSTP");
		const late = sleep(NOT_STOPPED_MS, false);
		const told = await Promise.race([continued.promise, late]);
		// The timer may have run out while it was stopped: then the signal is told right after.
		return told || (await Promise.race([continued.promise, sleep(1, false)]));
	} finally {
		process.off("SIGCONT", onContinue);
		// What the window's size became meanwhile was told to the shell only.
		process.emit("SIGWINCH");
	}
}
