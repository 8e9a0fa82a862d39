import type { Event } from "./events.ts";
import type { Dispatch, State } from "./model.ts";

type Paused = Extract<Event, { type: "dispatch.paused" }>;
type Resumed = Extract<Event, { type: "dispatch.resumed" }>;

/** Whether no task of this project (by its path) is given out: it is paused itself, or everything is. */
export function isProjectPaused(state: Pick<State, "dispatch">, project: string): boolean {
	const { paused, projects = {} } = state.dispatch;
	return paused || Object.hasOwn(projects, project);
}

/** The same, but for pauses whose time (epoch ms) is over already, though nobody has recorded that yet. */
export function isPaused(state: Pick<State, "dispatch">, project: string, now: number): boolean {
	const { dispatch } = state;
	if (dispatch.paused && !isOver(dispatch.until, now)) return true;
	const own = pauseOf(dispatch, project);
	return own !== undefined && !isOver(own.until, now);
}

/** The pauses whose time is over, each as the event that ends it. */
export function endsOfPauses({ dispatch }: Pick<State, "dispatch">, now: number): Resumed[] {
	const whole = dispatch.paused && isOver(dispatch.until, now);
	const projects = Object.entries(dispatch.projects ?? {}).filter(([, p]) => isOver(p.until, now));
	return [
		...(whole ? [{ type: "dispatch.resumed" } as const] : []),
		...projects.map(([project]) => ({ type: "dispatch.resumed", project }) as const),
	];
}

/** When the next pause ends by itself (epoch ms); `null`: none does. */
export function nextEndOfPause({ dispatch }: Pick<State, "dispatch">): number | null {
	const whole = dispatch.paused ? (dispatch.until ?? null) : null;
	const all = [whole, ...Object.values(dispatch.projects ?? {}).map((p) => p.until)];
	const times = all.filter((at) => at !== null);
	return times.length === 0 ? null : Math.min(...times);
}

/** A pause of one project leaves that of everything as it is, and the other way round. */
export function reducePause(dispatch: Dispatch, event: Paused | Resumed, at: number): Dispatch {
	const { project } = event;
	if (project !== undefined) {
		const { [project]: _before, ...others } = dispatch.projects ?? {};
		if (event.type === "dispatch.resumed") return { ...dispatch, projects: others };
		const pause = { since: at, until: event.until ?? null };
		return { ...dispatch, projects: { ...others, [project]: pause } };
	}
	const { until: _, ...rest } = dispatch;
	if (event.type === "dispatch.resumed") {
		return { ...rest, paused: false, all: false, since: null };
	}
	// A pause of less does not end one of everything, now or when its time is over.
	if (dispatch.paused && dispatch.all && !event.all) return dispatch;
	const until = event.until === undefined ? {} : { until: event.until };
	return { ...rest, paused: true, all: event.all, since: at, ...until };
}

function pauseOf({ projects = {} }: Dispatch, project: string) {
	return Object.hasOwn(projects, project) ? projects[project] : undefined;
}

function isOver(until: number | null | undefined, now: number): boolean {
	return until != null && until <= now;
}
