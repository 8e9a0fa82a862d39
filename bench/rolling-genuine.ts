import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
	type GenuineProduct,
	startGenuineProduct,
} from "../test/support/real-rig/start-genuine-product.ts";
import type { Figure } from "./lib/figure.ts";
import { median } from "./lib/figure.ts";
import { gapFigures } from "./lib/gaps.ts";
import { journeysOf } from "./lib/moves.ts";
import type { LogLine } from "./lib/rig.ts";
import { until } from "./lib/wait.ts";

const SESSIONS = 8;
const ALONE_RUNS = 3;

/** Sessions of the genuine program that a limit cuts in mid-turn: how long each is away. */
export async function rollingGenuine(): Promise<readonly Figure[]> {
	const alone: number[] = [];
	for (let run = 0; run < ALONE_RUNS; run++) alone.push(...(await gapsOf(1)));
	return gapFigures("switch.rolling.genuine", median(alone), await gapsOf(SESSIONS));
}

async function gapsOf(sessions: number): Promise<readonly number[]> {
	const product = await startGenuineProduct({ kind: "token", sessions });
	const lines: LogLine[] = [];
	let seen = 0;
	product.engine.client.store.subscribe(({ recent, seq }) => {
		const news = recent.filter((record) => record.seq > seen);
		lines.push(...news.map(({ at, event }) => ({ time: new Date(at).toISOString(), event })));
		seen = seq;
	});
	try {
		await hitTheLimit(product, sessions);
		await until("the switch to end", () => product.state().switches[0] ?? null, LONG);
		const begin = lines.findIndex(({ event }) => event.type === "switch.begun");
		const journeys = journeysOf(lines.slice(begin));
		if (journeys.length !== sessions) throw new Error(`${journeys.length} of ${sessions} moved`);
		return await Promise.all(
			journeys.map(({ conversation, stoppedAt }) =>
				until("its first request", () => firstRequest(product, conversation, stoppedAt), LONG),
			),
		);
	} finally {
		await product.end();
	}
}

const LONG = { timeoutMs: 180_000 };

async function hitTheLimit(product: GenuineProduct, sessions: number): Promise<void> {
	const gate = join(product.world.root, "gate");
	const wait = `[[bash:until [ -e ${gate} ]; do sleep 0.1; done]]`;
	for (let n = 0; n < sessions; n++) {
		await product.addTask(`job-${n}`, `${wait} [[quota]] [[say:done]]`);
	}
	const inTool = (): true | null =>
		Object.values(product.state().sessions).every((s) => s.turn?.toolInFlight) || null;
	await until("all sessions to be in a tool", inTool, LONG);
	await writeFile(gate, "");
}

/** The ms from its stop to its first request on the new account; `null`: there is none yet. */
function firstRequest(product: GenuineProduct, conversation: string, stoppedAt: number) {
	const request = product.world.api
		.turns("b")
		.find((r) => r.headers["x-claude-code-session-id"] === conversation && r.at >= stoppedAt);
	return request === undefined ? null : request.at - stoppedAt;
}
