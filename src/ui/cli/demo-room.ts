import { VERSION } from "../../version.ts";
import { EXIT } from "./exit-codes.ts";
import { type Io, say } from "./io.ts";
import { loadControlRoom, loadDemo } from "./modules.ts";
import { haveTmux } from "./need-tmux.ts";
import { outcomeLines } from "./print/outcome.ts";
import { withStopSignal } from "./stop-signal.ts";

const BANNER =
	"DEMO: simulated accounts and sessions. `claude-failover init` sets up your own accounts.";

/** Runs the demo in the control room until the operator quits, then tells what came of it. */
export async function demoInRoom(
	{ readonly }: { readonly readonly: boolean },
	io: Io,
): Promise<number> {
	if (!haveTmux(io)) return EXIT.failed;
	// Signals that come while it starts or stops must not leave the demo's tmux server behind.
	return withStopSignal(async (stop) => {
		const [{ startDemo }, { startControlRoom }] = await Promise.all([
			loadDemo(),
			loadControlRoom(),
		]);
		const demo = await startDemo({ env: io.env, now: io.now, version: VERSION });
		try {
			if (stop.aborted) return EXIT.failed;
			const options = { demo: true, readonly, ascii: "auto", fps: 15, banner: BANNER } as const;
			const { quit } = await startControlRoom(demo.client, {
				...options,
				env: io.env,
				now: io.now,
			});
			if (quit === "user") for (const line of outcomeLines(await demo.outcome())) say(io, line);
			return EXIT.done;
		} finally {
			await demo.stop();
		}
	});
}
