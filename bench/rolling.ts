import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readRequests, setWorld, spendTo } from "../src/engine/simulate/agent/world.ts";
import type { Bench } from "./lib/bench.ts";
import { type Figure, median } from "./lib/figure.ts";
import { gapFigures } from "./lib/gaps.ts";
import {
	beginConversations,
	gapsUntilListed,
	type Journey,
	journeysOf,
	switchByHand,
	switched,
	typeInto,
} from "./lib/moves.ts";
import { RegistryWatch } from "./lib/registry-watch.ts";
import { onRig, type Rig } from "./lib/rig.ts";
import { until } from "./lib/wait.ts";
import { rollingGenuine } from "./rolling-genuine.ts";

/** Half of them at work when the limit cuts them, half at rest. */
const SESSIONS = Array.from({ length: 20 }, (_, i) => `ccl-${i}`);
const AT_WORK = SESSIONS.slice(0, 10);

/** What a start of the genuine program takes, beside what the simulated one takes itself. */
const START_CPU_MS = 1_600;

/** There and back again, for the gap of moving one alone. */
const ALONE = 4;

/** How long each session is away while a whole pool moves. */
export const rolling: Bench = {
	name: "rolling",
	what: `${SESSIONS.length} sessions with the start-up cost of the genuine program move`,
	run: ({ genuine }) => (genuine ? rollingGenuine() : simulated()),
};

const simulated = (): Promise<readonly Figure[]> =>
	onRig(
		{
			accounts: [
				{ name: "a", fiveHour: { limitUnits: 10_000 } },
				{ name: "b", fiveHour: { limitUnits: 10_000 } },
			],
			dedicated: SESSIONS.length,
			autonomous: 0,
			world: { spinnerMs: 0 },
		},
		measure,
	);

async function measure(rig: Rig): Promise<readonly Figure[]> {
	const { stage } = rig;
	await rig.start();
	await beginConversations(rig, SESSIONS);
	setWorld(stage.world, { startCpuMs: START_CPU_MS });
	const homes = await Promise.all(
		["a", "b"].map((account) => RegistryWatch.of(join(stage.root, "accounts", account))),
	);
	const [a, b] = homes as [RegistryWatch, RegistryWatch];
	try {
		const alone: number[] = [];
		for (let nth = 1; nth <= ALONE; nth++) {
			const [to, registry] = nth % 2 === 1 ? (["b", b] as const) : (["a", a] as const);
			await switchByHand(rig, "--session", "ccl-0", "--to", to);
			const journeys = journeysOf(await switched(rig, nth));
			alone.push(...(await gapsUntilListed(journeys, registry)));
			await rig.allIdle(SESSIONS.length);
		}
		await hitTheLimit(rig);
		const gaps = await gapsOf(rig, journeysOf(await switched(rig, ALONE + 1)), b);
		return gapFigures("switch.rolling", median(alone), gaps);
	} finally {
		for (const home of homes) home.close();
	}
}

/** The account is spent while half of the sessions are in a tool, which then ends. */
async function hitTheLimit(rig: Rig): Promise<void> {
	const gate = join(rig.stage.root, "gate");
	const wait = `[[bash:until [ -e ${gate} ]; do sleep 0.1; done]]`;
	for (const session of AT_WORK) await typeInto(rig, session, `${wait} [[say:done]]`);
	await until("half of the sessions to be in a tool", async () => {
		const begun = (await rig.log()).filter(({ event }) => event["toolInFlight"] === true);
		const who = new Set(begun.map(({ event }) => event["session"]));
		return who.size === AT_WORK.length ? true : null;
	});
	spendTo(rig.stage.world, rig.stage.keys["a"] ?? "", "five_hour", 1);
	await writeFile(gate, "");
}

/** Those that go on with a prompt are back with their first request, the others when they are listed. */
async function gapsOf(
	{ stage }: Rig,
	journeys: readonly Journey[],
	registry: RegistryWatch,
): Promise<readonly number[]> {
	const firstRequest = (journey: Journey): Promise<number> =>
		until(`the first request of ${journey.session}`, () => {
			const key = stage.keys["b"];
			const { conversation, stoppedAt } = journey;
			const ours = readRequests(stage.world).filter((r) => r.sessionId === conversation);
			return ours.find((r) => r.key === key && r.at >= stoppedAt)?.at ?? null;
		});
	const atWork = journeys.filter((j) => j.continues);
	if (journeys.length !== SESSIONS.length || atWork.length !== AT_WORK.length) {
		throw new Error(`${journeys.length} moved, ${atWork.length} of them at work`);
	}
	return Promise.all(
		journeys.map(async (journey) => {
			if (journey.continues) return (await firstRequest(journey)) - journey.stoppedAt;
			return (await registry.listed(journey.pid)) - journey.stoppedAt;
		}),
	);
}
