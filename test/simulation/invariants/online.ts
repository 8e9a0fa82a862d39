import type { EventRecord } from "../../../src/state/events.ts";
import type { Move } from "../../../src/state/model.ts";
import type { Host } from "../host.ts";
import type { Life } from "../life.ts";
import type { Process } from "../ports/machine.ts";
import type { World } from "../world/world.ts";

/** A late reader may act on a period that has just ended. */
const LATE_MS = 60_000;

/** A program was started: only one may live for each session. */
export function checkStart(world: World, process: Process): void {
	const { name } = process.launch;
	const others = world.machine.living().filter((p) => p !== process && p.launch.name === name);
	if (others.length > 0) world.violate("one-process", `${name} has ${others.length + 1} processes`);
}

/** Something was done to the machine: only by the newest life that claimed it. */
export function checkAct(world: World, what: string, life: Life): void {
	const epoch = world.machine.server?.epoch ?? 0;
	if (life.epoch < epoch) world.violate("stale-act", `${life.name} did: ${what}`);
}

/** What a life recorded, at the moment when it did. */
export function checkRecords(
	world: World,
	host: Host,
	life: Life,
	records: readonly EventRecord[],
): void {
	for (const { event } of records) {
		if (event.type === "switch.begun") checkBegin(world, event);
		if (event.type === "switch.ended" && host.newest === life)
			checkEnd(world, host, event.id, records);
		if (event.type === "session.launched" && host.newest === life)
			checkStays(world, host, event.session, records);
	}
}

/** Who was stopped starts again only at a person's word. */
function checkStays(
	world: World,
	host: Host,
	session: string,
	records: readonly EventRecord[],
): void {
	const before = host.daemon?.recorder.state().sessions[session];
	const released = records.some(
		({ event }) => event.type === "session.released" && event.session === session,
	);
	if (before?.state === "stopped" && !released) {
		world.violate("stopped-stays", `${session} was started although it was stopped`);
	}
}

function checkBegin(
	world: World,
	{ from, reason, why }: Extract<EventRecord["event"], { type: "switch.begun" }>,
): void {
	if (reason === "limit") checkReason(world, from, reason, 1);
	// The last turn before the threshold may be too large for what is left.
	const early = why.includes("the next turn may cross the wall");
	if (reason === "threshold") checkReason(world, from, reason, early ? 0.8 : 0.9);
}

/** No switch on missing data: the account really was where the engine says that it is. */
function checkReason(world: World, from: string, reason: string, ratio: number): void {
	if (world.jumped || world.provider.wasAt(from, ratio, LATE_MS)) return;
	const used = world.provider.windows(from).map((w) => w.used.toFixed(2));
	world.violate("switch-on-missing-data", `${reason} of ${from}, which is at ${used.join(", ")}`);
}

/**
 * END matches the world: of who was moved, the process of before is gone; of who was not, none lives that was started
 * for the switch. What others started since is theirs.
 */
function checkEnd(world: World, host: Host, id: string, records: readonly EventRecord[]): void {
	const open = host.daemon?.recorder.state().openSwitch;
	if (open == null || open.id !== id) return;
	for (const known of open.moves) {
		const move = { ...known, outcome: outcomeIn(records, known.session) ?? known.outcome };
		const wrong = move.outcome === "moved" ? move.fromIncarnation : wrongLife(move);
		const lives = world.machine.living().some((p) => p.launch.incarnation === wrong);
		if (wrong !== null && lives) {
			world.violate("end-matches-world", `${move.session} ${move.outcome}, but ${wrong} lives`);
		}
	}
}

/** A switch that is undone ends its moves in the same breath: they are not in the state yet. */
function outcomeIn(records: readonly EventRecord[], session: string): Move["outcome"] {
	const ends = records.flatMap(({ event }) => (event.type === "move.ended" ? [event] : []));
	return ends.find((event) => event.session === session)?.outcome ?? null;
}

/** A life that was started on the target for somebody who did not arrive there. */
function wrongLife({ outcome, toIncarnation }: Move): string | null {
	return outcome === "moved" || outcome === "failed" ? null : toIncarnation;
}
