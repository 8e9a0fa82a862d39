import { setTimeout as sleep } from "node:timers/promises";
import type { DemoOutcome } from "../../engine/simulate/outcome.ts";
import type { EngineClient } from "../../state/client.ts";
import { VERSION } from "../../version.ts";
import { humanLine } from "./events.ts";
import { EXIT } from "./exit-codes.ts";
import { type Io, say } from "./io.ts";
import { haveTmux } from "./need-tmux.ts";
import { jsonText } from "./print/json.ts";
import { outcomeLines, succeeded } from "./print/outcome.ts";
import { withStopSignal } from "./stop-signal.ts";

/** Runs the demo without a screen for so long, then prints what came of it. */
export async function demoHeadless(
	{ seconds, json }: { readonly seconds: number; readonly json: boolean },
	io: Io,
): Promise<number> {
	if (!haveTmux(io)) return EXIT.failed;
	const outcome = await withStopSignal((stop) => runFor(seconds, stop, json, io));
	if (json) say(io, jsonText(outcome, 2));
	else for (const line of outcomeLines(outcome)) say(io, line);
	return succeeded(outcome) ? EXIT.done : EXIT.failed;
}

async function runFor(
	seconds: number,
	stop: AbortSignal,
	json: boolean,
	io: Io,
): Promise<DemoOutcome> {
	const { startDemo } = await import("../../engine/simulate/demo.ts");
	const demo = await startDemo({ env: io.env, now: io.now, version: VERSION });
	try {
		if (!json) {
			say(io, `demo for ${seconds} s in ${demo.root}`);
			showEvents(demo.client, io);
		}
		await sleep(seconds * 1000, undefined, { signal: stop }).catch(() => {});
		return await demo.outcome();
	} finally {
		await demo.stop();
	}
}

/** Too many for a person to read along. */
const SMALL: ReadonlySet<string> = new Set([
	"session.context-seen",
	"session.state-seen",
	"task.accepted",
	"turn.advanced",
	"turn.started",
]);

/** What happens, as lines. */
function showEvents(client: EngineClient, io: Io): void {
	let shown = -1;
	const show = (): void => {
		const { recent, seq } = client.store.getState();
		for (const record of recent) {
			if (record.seq > shown && !SMALL.has(record.event.type)) say(io, humanLine(record));
		}
		shown = seq;
	};
	show();
	client.store.subscribe(show);
}
