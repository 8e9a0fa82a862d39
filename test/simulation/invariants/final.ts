import type { DatabaseSync } from "node:sqlite";
import type { EventRecord } from "../../../src/state/events.ts";
import { journalOn } from "../../../src/state/journal.ts";
import { initialState, type State, type Task } from "../../../src/state/model.ts";
import { reduce } from "../../../src/state/reduce.ts";
import type { RealTurn } from "../world/turns.ts";
import type { World } from "../world/world.ts";

/** What must hold once everything has come to rest. */
export function checkEndOfHistory(
	world: World,
	state: State,
	database: DatabaseSync,
	dropped: readonly string[],
): void {
	for (const turn of world.turns.byNonce.values()) checkTurn(world, state, turn);
	for (const id of dropped) checkTask(world, state, id);
	checkJournal(world, state, database);
}

/** A turn is lost when it never got its answer, doubled when it was accepted twice or a tool of it ran twice. */
function checkTurn(world: World, state: State, turn: RealTurn): void {
	if (turn.nonce.startsWith("chat:")) return;
	if (turn.accepted > 1)
		world.violate("doubled-turn", `${turn.nonce} accepted ${turn.accepted} times`);
	for (const [step, count] of turn.effects) {
		if (count > 1)
			world.violate("doubled-turn", `step ${step} of ${turn.nonce} ran ${count} times`);
	}
	if (!turn.finished && !isAccounted(state, turn)) {
		world.violate("lost-turn", `${turn.nonce} in ${turn.conversation}, cut: ${turn.cut}`);
	}
}

/** A person was told: its task is `uncertain` or failed with a reason. */
function isAccounted(state: State, turn: RealTurn): boolean {
	const task = taskOf(state, turn.nonce);
	return task?.state === "uncertain" || task?.state === "failed";
}

function taskOf(state: State, nonce: string): Task | undefined {
	const id = /^ccl:(.+):\d+$/.exec(nonce)?.[1];
	return id === undefined ? undefined : state.tasks.get(id);
}

/** Every task that was dropped has exactly one end. */
function checkTask(world: World, state: State, id: string): void {
	const tasks = [...state.tasks.values()].filter((t) => t.id.endsWith(`.${id}`));
	const [task] = tasks;
	if (task === undefined || tasks.length > 1) {
		world.violate("lost-task", `${id} is known ${tasks.length} times`);
		return;
	}
	const turns = [...world.turns.byNonce.values()].filter((t) => taskOf(state, t.nonce) === task);
	if (task.state === "done" && !turns.some((t) => t.finished)) {
		world.violate("lost-task", `${id} is done, but no turn of it was finished`);
	}
	if (turns.filter((t) => t.finished).length > 1) {
		world.violate("doubled-task", `${id} was finished by ${turns.length} attempts`);
	}
}

/** The journal alone gives the same state, and tells of one switch at a time. */
export function checkJournal(world: World, state: State, database: DatabaseSync): void {
	const { state: saved, since } = journalOn(database, { fence: false }).load();
	const replayed = since.reduce((s, r) => reduce(s, r.event, r.at), saved);
	if (JSON.stringify(replayed) !== JSON.stringify(state)) {
		world.violate("journal-tells-state", "the replayed journal gives another state");
	}
	checkSwitches(world, allRecords(database));
}

function allRecords(database: DatabaseSync): readonly EventRecord[] {
	const rows = database.prepare("SELECT seq, at, body FROM events ORDER BY seq").all();
	return (rows as unknown as { seq: number; at: number; body: string }[]).map((row) => ({
		seq: row.seq,
		at: row.at,
		event: JSON.parse(row.body) as EventRecord["event"],
	}));
}

/** One switch at a time, and none back right after the way there. */
function checkSwitches(world: World, records: readonly EventRecord[]): void {
	let open: string | null = null;
	let last: Begun | null = null;
	for (const { event, at } of records) {
		if (event.type === "switch.ended" && event.id === open) open = null;
		if (event.type !== "switch.begun") continue;
		if (open !== null) world.violate("one-switch", `${event.id} began while ${open} was open`);
		open = event.id;
		const { from, to, reason } = event;
		if (reason === "threshold" && !world.jumped && isWayBack(last, from, to, at)) {
			world.violate("ping-pong", `${from} → ${to} right after the way there`);
		}
		last = { from, to, at };
	}
}

interface Begun {
	readonly from: string;
	readonly to: string;
	readonly at: number;
}

function isWayBack(last: Begun | null, from: string, to: string, at: number): boolean {
	return last !== null && last.from === to && last.to === from && at - last.at < 30_000;
}

/** The state before anything happened, for a history without a single event. */
export const nothing: State = initialState;
