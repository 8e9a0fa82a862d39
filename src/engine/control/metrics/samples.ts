import type { LoopPass } from "../../../state/loop-pass.ts";
import type { Account, State } from "../../../state/model.ts";
import { selectAccountState } from "../../../state/select.ts";
import { SessionState } from "../shapes/session.ts";
import { TaskState } from "../shapes/task.ts";

/** One number of a metric, with what it is about. */
export interface Sample {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}

/** A metric as it stands. Times are epoch seconds, lengths seconds, shares 0..1, as Prometheus has them. */
export interface Metric {
	/** Without the product's prefix. */
	readonly name: string;
	readonly help: string;
	readonly samples: readonly Sample[];
}

/** What the state of the engine says in numbers, at `now` (epoch ms). No title, prompt or path is in it. Pure. */
export function metricsOf(
	state: State,
	loops: readonly LoopPass[],
	version: string,
	now: number,
): readonly Metric[] {
	const { sessions, tasks, accounts, dispatch, openSwitch } = state;
	const all = Object.values(accounts);
	return [
		metric("build_info", "1, with the version", [one(1, { version })]),
		metric("sessions", "Sessions by state", countBy(Object.values(sessions), SessionState.options)),
		metric(
			"tasks",
			"Tasks that the engine keeps, by state",
			countBy(tasks.values(), TaskState.options),
		),
		metric("oldest_inbox_seconds", "Age of the task that waits longest; 0 when none does", [
			one(oldestWait(state, now)),
		]),
		metric(
			"account_state",
			"1 for the state that an account is in",
			all.map((a) => one(1, { account: a.name, state: selectAccountState(state, a, now) })),
		),
		metric("quota_used_ratio", "Used share of each quota window", all.flatMap(usedOf)),
		metric(
			"quota_reading_age_seconds",
			"Age of the reading of each quota window",
			all.flatMap((a) => agesOf(a, now)),
		),
		metric("switch_open", "1 while a switch is under way", [one(Number(openSwitch !== null))]),
		metric("switch_open_seconds", "How long the open switch takes; 0 when none is", [
			one(openSwitch === null ? 0 : (now - openSwitch.begunAt) / 1000),
		]),
		metric("paused", "1 while something is paused", [
			one(Number(dispatch.paused), { what: "dispatch" }),
			one(Number(dispatch.paused && dispatch.all), { what: "switching" }),
		]),
		metric("loop_last_ok_timestamp", "When each loop last completed a pass", loops.flatMap(passOf)),
	];
}

function metric(name: string, help: string, samples: readonly Sample[]): Metric {
	return { name, help, samples };
}

function one(value: number, labels: Sample["labels"] = {}): Sample {
	return { labels, value };
}

/** Every state there is is told, also of which there is nobody: what vanishes cannot be alerted on. */
function countBy<S extends string>(
	things: Iterable<{ readonly state: S }>,
	states: readonly S[],
): readonly Sample[] {
	const counts = new Map<S, number>(states.map((state) => [state, 0]));
	for (const { state } of things) counts.set(state, (counts.get(state) ?? 0) + 1);
	return Array.from(counts, ([state, value]) => one(value, { state }));
}

function oldestWait({ tasks }: State, now: number): number {
	let since = now;
	for (const { state, addedAt } of tasks.values()) {
		if (state === "waiting") since = Math.min(since, addedAt);
	}
	return (now - since) / 1000;
}

function usedOf({ name, windows }: Account): readonly Sample[] {
	return Object.values(windows).map(({ window, usedRatio }) =>
		one(usedRatio, { account: name, window }),
	);
}

function agesOf({ name, windows }: Account, now: number): readonly Sample[] {
	return Object.values(windows).map(({ window, observedAt }) =>
		one(Math.max(0, now - observedAt) / 1000, { account: name, window }),
	);
}

function passOf({ name, lastPassAt }: LoopPass): readonly Sample[] {
	return lastPassAt === null ? [] : [one(lastPassAt / 1000, { loop: name })];
}
