import { join } from "node:path";
import { bareRestart } from "./lib/bare-restart.ts";
import type { Bench } from "./lib/bench.ts";
import { type Figure, median } from "./lib/figure.ts";
import { beginConversations, durationOf, switchByHand, switched } from "./lib/moves.ts";
import { RegistryWatch } from "./lib/registry-watch.ts";
import { onRig, type Rig } from "./lib/rig.ts";

/** Half the operator's own, half fed: as a pool is. */
const EACH = 10;

const SESSIONS = [
	...Array.from({ length: EACH }, (_, i) => `ccl-${i}`),
	...Array.from({ length: EACH }, (_, i) => `ccl-auto-${11 + i}`),
];

/** There and back again, for the time of moving one alone. */
const CANARY_SWITCHES = 4;

const FLOOR_RUNS = 3;

/** How long a switch of a whole pool at rest takes. */
export const twenty: Bench = {
	name: "twenty",
	what: `${SESSIONS.length} idle sessions go to another account, against the bare tmux commands`,
	run: () =>
		onRig(
			{
				accounts: [
					{ name: "a", fiveHour: { limitUnits: 10_000 } },
					{ name: "b", fiveHour: { limitUnits: 10_000 } },
				],
				dedicated: EACH,
				autonomous: EACH,
				world: { spinnerMs: 0 },
			},
			measure,
		),
};

async function measure(rig: Rig): Promise<readonly Figure[]> {
	await rig.start();
	await beginConversations(rig, SESSIONS);
	const alone: number[] = [];
	for (let nth = 1; nth <= CANARY_SWITCHES; nth++) {
		await switchByHand(rig, "--session", "ccl-0", "--to", nth % 2 === 1 ? "b" : "a");
		alone.push(durationOf(await switched(rig, nth)));
		await rig.allIdle(SESSIONS.length);
	}
	await switchByHand(rig, "--to", "b");
	const total = durationOf(await switched(rig, CANARY_SWITCHES + 1));
	await rig.allIdle(SESSIONS.length);
	await rig.stop();
	const canary = median(alone);
	const bare = await floorOf(rig);
	const one = { value: bare / 1000, what: "the same agents by bare tmux commands, all at once" };
	const seconds = { unit: "s", bar: null } as const;
	return [
		{
			name: "switch.twenty.total",
			value: total / 1000,
			unit: "s",
			floor: { value: (bare + canary) / 1000, what: `${one.what}, and one move alone` },
			bar: { of: "ratio", most: 1.25 },
		},
		{ name: "switch.twenty.alone", value: canary / 1000, floor: one, ...seconds },
	];
}

async function floorOf({ stage }: Rig): Promise<number> {
	const registry = await RegistryWatch.of(join(stage.root, "accounts", "b"));
	try {
		const runs: number[] = [];
		for (let run = 0; run < FLOOR_RUNS; run++) runs.push(await bareRestart(stage, registry));
		return median(runs);
	} finally {
		registry.close();
	}
}
