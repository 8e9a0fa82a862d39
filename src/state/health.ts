import type { Event } from "./events.ts";
import type { LoopHealth, State } from "./model.ts";
import { reducePause } from "./pauses.ts";

/** Applies events about the engine, its loops and the pause. */
export function reduceHealth(state: State, event: Event, at: number): State {
	switch (event.type) {
		case "engine.started": {
			const { pid, version, epoch, demo, policy } = event;
			const engine = { pid, version, epoch, demo, startedAt: at, stoppedAt: null };
			return { ...state, engine, policy, loops: {} };
		}
		case "engine.stopped":
			return { ...state, engine: { ...state.engine, stoppedAt: at } };
		case "loop.failed":
			return setLoop(state, event.loop, at, (l) => ({
				...l,
				failures: l.failures + 1,
				lastError: event.error,
			}));
		case "loop.gave-up":
			return setLoop(state, event.loop, at, (l) => ({
				...l,
				gaveUp: true,
				lastError: event.error,
			}));
		case "loop.recovered":
			return setLoop(state, event.loop, at, (l) => ({ ...l, failures: 0 }));
		case "dispatch.paused":
		case "dispatch.resumed":
			return { ...state, dispatch: reducePause(state.dispatch, event, at) };
		case "dispatch.waits":
			return {
				...state,
				dispatch: { ...state.dispatch, waitsFor: event.why, wants: event.wants ?? {} },
			};
		default:
			return state;
	}
}

function setLoop(
	state: State,
	name: string,
	at: number,
	by: (loop: LoopHealth) => LoopHealth,
): State {
	const fresh = { name, failures: 0, lastError: null, lastChangeAt: at, gaveUp: false };
	const loop = { ...by(state.loops[name] ?? fresh), lastChangeAt: at };
	return { ...state, loops: { ...state.loops, [name]: loop } };
}
