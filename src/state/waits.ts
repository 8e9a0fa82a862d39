import { heldBy } from "./held.ts";
import type { Account, State, Task, Want } from "./model.ts";
import { isProjectPaused } from "./pauses.ts";
import { accountState, hasRoom } from "./select.ts";
import { indexTasks } from "./task-index.ts";

/** Why a waiting task is not given out; `words` follow on "it waits for". */
export type Wait = { readonly words: string } & (
	| { readonly kind: "blocked"; readonly marker: string }
	| { readonly kind: "depends-on"; readonly task: string }
	/** `project` `null`: all dispatch is. */
	| { readonly kind: "paused"; readonly project: string | null }
	/** `until`: epoch ms. */
	| { readonly kind: "later"; readonly until: number }
	| { readonly kind: "capability"; readonly missing: readonly string[] }
	| { readonly kind: "model"; readonly model: string }
	| { readonly kind: "project-limit"; readonly project: string; readonly limit: number }
	| { readonly kind: "quota" | "no-session" }
);
export type WaitKind = Wait["kind"];

/** What tells the waits. */
export type Waited = Pick<
	State,
	"tasks" | "dispatch" | "policy" | "accounts" | "sessions" | "active"
>;

/**
 * Tells what a waiting task waits for now, `null` for a task that does not wait. Made once for many tasks. What the
 * dispatcher last found of sessions and quota is recorded; all else is told by the state as it is.
 */
export function selectWaits(state: Waited, now: number): (task: Task) => Wait | null {
	const holdOf = holdsOf(state, now);
	return (task) => (task.state === "waiting" ? (holdOf(task) ?? recorded(state, task)) : null);
}

/** Tells what holds a waiting task back however many sessions are free; `null`: nothing but a session is missing. */
export function holdsOf(state: Waited, now: number): (task: Task) => Wait | null {
	const refusals = new Map<string, Wait | null>();
	const modelHold = (model: string): Wait | null => {
		const known = refusals.get(model);
		if (known !== undefined) return known;
		const hold = heldForModel(state, model, now);
		refusals.set(model, hold);
		return hold;
	};
	return (task) =>
		heldBy(state, task) ??
		pauseOf(state, task) ??
		heldUntil(task, now) ??
		heldForCapability(state, task) ??
		(task.choices?.model === undefined ? null : modelHold(task.choices.model)) ??
		heldByLimit(state, task.project);
}

/** That as many tasks of a project run as may, with `more` that are given out together; `null`: there is room. */
export function heldByLimit(
	state: Pick<State, "tasks" | "policy">,
	project: string,
	more = 0,
): Wait | null {
	const limit = state.policy.dispatch?.projects[project]?.maxRunning ?? 0;
	const running = indexTasks(state).projects.get(project)?.running ?? 0;
	if (limit === 0 || running + more < limit) return null;
	const what = limit === 1 ? "the one task" : `one of the ${limit} tasks`;
	return { kind: "project-limit", words: `${what} of its project that may run`, project, limit };
}

function pauseOf(state: Waited, { project }: Task): Wait | null {
	if (!isProjectPaused(state, project)) return null;
	return state.dispatch.paused
		? { kind: "paused", words: "dispatch to go on", project: null }
		: { kind: "paused", words: "dispatch of its project to go on", project };
}

function heldUntil({ notBefore }: Task, now: number): Wait | null {
	if (notBefore == null || notBefore <= now) return null;
	const seconds = Math.ceil((notBefore - now) / 1000);
	const rest = seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
	return { kind: "later", words: `its next attempt in ${rest}`, until: notBefore };
}

function heldForCapability({ policy }: Waited, { choices }: Task): Wait | null {
	if (choices?.capabilities === undefined) return null;
	const offered = new Set(policy.dispatch?.capabilities);
	const missing = choices.capabilities.filter((one) => !offered.has(one));
	if (missing.length === 0) return null;
	return { kind: "capability", words: `sessions that offer ${missing.join(", ")}`, missing };
}

/** One that is not allowed any more, or that has no quota left wherever there is quota for others. */
function heldForModel(state: Waited, model: string, now: number): Wait | null {
	const { policy } = state;
	const allowed = policy.dispatch?.models;
	if (allowed !== undefined && !allowed.includes(model)) {
		const words = `the model ${model}, which dispatch.models does not allow`;
		return { kind: "model", words, model };
	}
	const usable = feedingAccounts(state).filter((a) => hasRoom(a, policy, now));
	if (usable.length === 0 || usable.some((a) => hasRoom(a, policy, now, model))) return null;
	const how = usable.map((a) => `${a.name} is ${accountState(a, policy, now, model)} for it`);
	return { kind: "model", words: `quota of the model ${model}: ${how.join(", ")}`, model };
}

/** The accounts that sessions which are fed may be on: all under `spread`, else the active one and where they live. */
export function feedingAccounts(
	state: Pick<State, "policy" | "accounts" | "sessions" | "active">,
): readonly Account[] {
	if (state.policy.strategy === "spread") return Object.values(state.accounts);
	const names = new Set([state.active]);
	for (const { kind, incarnation, account } of Object.values(state.sessions)) {
		if (kind === "autonomous" && incarnation !== null) names.add(account);
	}
	return [...names].flatMap((name) => state.accounts[name ?? ""] ?? []);
}

const IDLE_SESSION: Wait = { kind: "no-session", words: "an idle session" };

function recorded({ dispatch }: Waited, task: Task): Wait {
	const want = wantFor(dispatch.wants, task);
	if (want !== null) return { kind: want.kind, words: want.why };
	// One sentence for all is what older versions recorded.
	const words = (dispatch.wants === undefined ? dispatch.waitsFor : null) ?? task.note;
	return words === null ? IDLE_SESSION : { kind: "no-session", words };
}

function wantFor(wants: Readonly<Record<string, Want>> = {}, { choices }: Task): Want | null {
	return wants[choices?.model ?? ""] ?? null;
}
