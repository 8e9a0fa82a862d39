import { isClockDoubted } from "../../state/doubted-clock.ts";
import type { Checkpoint, State } from "../../state/model.ts";
import type { Tidying } from "../../state/tidying.ts";
import { formatDuration } from "../config/durations.ts";
import { type Duty, found, type JanitorParts } from "./duty.ts";

/** Finds checkpoints that are too many or too old; the last one of a session of the pool stays. */
export const oldCheckpoints: Duty = async (parts) => {
	const state = parts.recorder.state();
	return found(...bySession(state).flatMap((newestFirst) => expired(parts, state, newestFirst)));
};

function bySession({ checkpoints }: State): readonly (readonly Checkpoint[])[] {
	const lists = new Map<string, Checkpoint[]>();
	for (const checkpoint of checkpoints) {
		const list = lists.get(checkpoint.session);
		if (list === undefined) lists.set(checkpoint.session, [checkpoint]);
		else list.push(checkpoint);
	}
	return [...lists.values()];
}

function expired(
	{ clock, config }: JanitorParts,
	state: State,
	newestFirst: readonly Checkpoint[],
): readonly Tidying[] {
	const { keep } = config.checkpoint;
	const { checkpointAgeMs: most } = config.janitor;
	const doubted = isClockDoubted(state, clock.now());
	return newestFirst.flatMap(({ id, session, file, takenAt }, newerOnes) => {
		const ageMs = clock.now() - takenAt;
		const last = newerOnes === 0 && Object.hasOwn(state.sessions, session);
		const why =
			newerOnes >= keep
				? `its session has ${keep} newer ones`
				: ageMs > most && !last && !doubted
					? `older than ${formatDuration(most)}`
					: null;
		return why === null ? [] : [{ kind: "checkpoint", name: file, path: file, id, why, ageMs }];
	});
}
