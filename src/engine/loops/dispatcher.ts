import type { Want } from "../../state/model.ts";
import { indexTasks } from "../../state/task-index.ts";
import { holdsOf } from "../../state/waits.ts";
import { autonomousNames } from "../config/config.ts";
import { type Assignment, type DispatchDecision, decideDispatch } from "../decide/dispatch.ts";
import { canTakeTask } from "../decide/takes-task.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { roomForSessions } from "../pool/room-for-sessions.ts";
import { alone } from "../queue/alone.ts";
import { followTasks } from "../queue/follow.ts";
import { giveTask } from "../queue/give.ts";
import { endPauses, pauseEndsIn } from "../queue/pauses.ts";
import { finishReturns } from "../queue/put-back.ts";
import { scanInboxes } from "../queue/scan.ts";
import { SeenFiles } from "../queue/seen-files.ts";
import { Troubles } from "../queue/troubles.ts";
import { unlessRefused } from "../queue/unless-refused.ts";
import { StatusFiles } from "../queue/write-status.ts";
import type { Loop } from "../supervisor.ts";

/** A file that is still being written is looked at again after this long. */
const SETTLE_MS = 600;

/** The loop's period: what happens without an event is noticed after this long at most. */
const PERIOD_MS = 5_000;

/** Finds tasks, gives them to idle autonomous sessions, and follows them to their end. */
export function dispatcher(parts: EngineParts, pool: Pool): Loop {
	const give = (assignment: Assignment): Promise<boolean | null> =>
		pool.exclusively(assignment.session, async () => {
			// Giving one task takes a moment: look again before the next.
			return isStillRight(parts, assignment) ? giveTask(parts, pool, assignment) : true;
		});
	const statusFiles = new StatusFiles();
	const troubles = new Troubles();
	const seen = new SeenFiles();
	let looks = 0;
	const held = new Map<string, number>();
	/** A task that cannot be given out keeps no session from the others. */
	const giveOrHold = async (one: Assignment): Promise<void> => {
		const given = await unlessRefused(() => give(one));
		const what = `task ${one.task} cannot be given out`;
		const stays = troubles.look(parts.recorder, what, given) || given === false;
		if (stays) held.set(one.task, parts.clock.monotonic() + parts.config.dispatch.blockedRescanMs);
	};
	const decide = (): DispatchDecision =>
		decideDispatch(parts.recorder.state(), parts.clock.now(), new Set(held.keys()));
	const giveOut = async (decision: DispatchDecision, signal: AbortSignal): Promise<void> => {
		const before = held.size;
		for (const one of decision.assignments) if (!signal.aborted) await giveOrHold(one);
		if (held.size > before) await giveOut(decide(), signal);
	};
	/** Gives out all that can go. Gives what was decided, if nothing was to be done about it. */
	const dispatch = async (signal: AbortSignal): Promise<DispatchDecision | null> => {
		for (const [task, until] of held) if (until <= parts.clock.monotonic()) held.delete(task);
		const decision = decide();
		if (decision.assignments.length + held.size === 0) return decision;
		await giveOut(decision, signal);
		return null;
	};
	return {
		name: "dispatcher",
		get everyMs() {
			return pauseEndsIn(parts, PERIOD_MS) ?? PERIOD_MS;
		},
		async tick(signal) {
			endPauses(parts);
			looks += 1;
			// Before the look: a file that lies in its inbox already is no further task.
			await finishReturns(parts, troubles);
			const unsettled = await alone(parts, () => scanInboxes(parts, looks, seen));
			if (unsettled) {
				void parts.clock.sleep(SETTLE_MS, signal).then(() => parts.poke("dispatcher"));
			}
			// A task whose process lives unrecorded has begun: taken for one that never did, it would run twice.
			if (!(await pool.takeUpUnrecorded())) return;
			await followTasks(parts, pool, troubles);
			await sayWhatTheyWaitFor(parts, await dispatch(signal));
			await statusFiles.keep(parts);
		},
	};
}

/** Nothing has happened to the task or the session that would forbid it. */
function isStillRight({ recorder, clock }: EngineParts, { task, session }: Assignment): boolean {
	const state = recorder.state();
	const now = clock.now();
	const [one, taker] = [state.tasks.get(task), state.sessions[session]];
	if (one?.state !== "waiting" || taker === undefined) return false;
	return holdsOf(state, now)(one) === null && canTakeTask(state, taker, now, one);
}

/** Once for each reason; a figure in it that only grows makes no other one. `settled`: what was decided just now. */
async function sayWhatTheyWaitFor(
	parts: EngineParts,
	settled: DispatchDecision | null,
): Promise<void> {
	const { recorder, clock } = parts;
	const noMore = await whyNoMore(parts);
	const state = recorder.state();
	const { wants } =
		noMore === null && settled !== null
			? settled
			: decideDispatch(state, clock.now(), new Set(), noMore);
	const { waitsFor = null, wants: known = oneWant(waitsFor) } = state.dispatch;
	if (inShort(wants) === inShort(known)) return;
	const why = (wants[""] ?? Object.values(wants)[0])?.why ?? null;
	recorder.commit({ type: "dispatch.waits", why, wants });
}

/** Why no further session is started although there may be more, in words; `null`: one can be. */
async function whyNoMore(parts: EngineParts): Promise<string | null> {
	const state = parts.recorder.state();
	const { sessions } = state;
	const mayGrow = autonomousNames(parts.config.pool).some((n) => !sessions[n]?.incarnation);
	const waits = indexTasks(state).waiting.length > 0;
	return mayGrow && waits ? (await roomForSessions(parts)).words : null;
}

/** As an older version recorded it. */
function oneWant(why: string | null): Readonly<Record<string, Want>> {
	return why === null ? {} : { "": { kind: "no-session", why } };
}

function inShort(wants: Readonly<Record<string, Want>>): string {
	const lines = Object.entries(wants).map(([model, { kind, why }]) => {
		return `${model} ${kind} ${why.replace(/\d+ (%|MB)/g, "")}`;
	});
	return lines.sort().join("\n");
}
