import { once } from "node:events";
import type { Demo } from "../../engine/simulate/demo.ts";
import { VERSION } from "../../version.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io, say } from "./io.ts";
import { haveTmux } from "./need-tmux.ts";
import { outcomeLines } from "./print/outcome.ts";
import { withStopSignal } from "./stop-signal.ts";

/** Runs the demo in the control room (which says so, and names `init`) until the operator quits, then tells what came of it. */
export async function demoInRoom(
	{ readonly }: { readonly readonly: boolean },
	io: Io,
): Promise<number> {
	if (!haveTmux(io)) return EXIT.failed;
	// Signals that come while it starts or stops must not leave the demo's tmux server behind.
	return withStopSignal(async (stop) => {
		const [{ startDemo }, { startControlRoom }] = await Promise.all([
			import("../../engine/simulate/demo.ts"),
			import("../tui/start.tsx"),
		]);
		const demo = await startDemo({ env: io.env, now: io.now, version: VERSION });
		try {
			if (stop.aborted) return EXIT.failed;
			const options = { demo: true, readonly, ascii: "auto", fps: 15, banner: null } as const;
			const { quit } = await startControlRoom(demo.client, {
				...options,
				env: io.env,
				now: io.now,
			});
			if (quit === "user") await tellOutcome(demo, stop, io);
			return EXIT.done;
		} finally {
			await demo.stop();
		}
	});
}

/** The turns that were begun are let end, so that they can be counted; a signal ends the wait. */
async function tellOutcome(demo: Demo, stop: AbortSignal, io: Io): Promise<void> {
	say(io, "The demo ends with the turns that were begun; Ctrl-C ends it at once.");
	try {
		const outcome = await Promise.race([demo.outcome(), once(stop, "abort").then(() => null)]);
		if (outcome !== null) for (const line of outcomeLines(outcome)) say(io, line);
	} catch (error) {
		complain(io, `the demo cannot be counted: ${error instanceof Error ? error.message : error}`);
	}
}
