import { heldBy } from "./held.ts";
import type { Account, AccountState, Policy, QuotaWindow, Session, State, Task } from "./model.ts";
import { onceFor } from "./once-for.ts";
import { CLASS, queueOrder } from "./queue-order.ts";
import { indexTasks } from "./task-index.ts";
import { binds, isWeekly } from "./windows.ts";

/** Kinds that cannot be asked for their quota: never (keys, clouds), or not before their first turn (tokens). */
const UNMETERED = new Set(["oauth_token", "api_key", "bedrock", "vertex"]);

/** A reading that names no reset counts this long: no verdict may last for ever. */
const UNDATED_MS = 3_600_000;

/** A window as it counts now: past its reset it says nothing until fresh evidence comes. */
export function isCurrent(window: QuotaWindow, now: number): boolean {
	return (window.resetsAt ?? window.observedAt + UNDATED_MS) > now;
}

/** The threshold (ratio 0..1) of a window. Weekly windows of any model share one. */
export function thresholdOf(policy: Policy, window: string): number {
	return isWeekly(window) ? policy.thresholdWeek : policy.threshold5h;
}

/** Windows that count now for a session that uses `model`; by default those that count for every session. */
export function currentWindows(
	account: Account,
	now: number,
	model: string | null = null,
): readonly QuotaWindow[] {
	return Object.values(account.windows).filter((w) => isCurrent(w, now) && binds(w, model));
}

/** Windows of an account that are spent now, for every session or for one that uses `model`. */
export function spentWindows(
	account: Account,
	now: number,
	model: string | null = null,
): readonly QuotaWindow[] {
	return currentWindows(account, now, model).filter((w) => w.spent);
}

/** Windows of an account at or over their threshold now, for every session or for one that uses `model`. */
export function nearWindows(
	account: Account,
	policy: Policy,
	now: number,
	model: string | null = null,
): readonly QuotaWindow[] {
	return currentWindows(account, now, model).filter(
		(w) => w.usedRatio >= thresholdOf(policy, w.window),
	);
}

/**
 * The state of an account as shown to people: `spent` and `near` are about windows that count for every session. With a
 * model: as it is for a session that uses that one.
 */
export function accountState(
	account: Account,
	policy: Policy,
	now: number,
	model: string | null = null,
): AccountState {
	if (!account.enabled || account.withheld) return "disabled";
	if (account.trouble?.cause === "login-needed") return "login-needed";
	if (account.trouble !== null) return "quarantined";
	if (spentWindows(account, now, model).length > 0) return "spent";
	if (nearWindows(account, policy, now, model).length > 0) return "near";
	if (currentWindows(account, now, model).length > 0) return "ok";
	return UNMETERED.has(account.kind) ? "unmetered" : "unknown";
}

/** Same by the whole state, for views. */
export function selectAccountState(state: State, account: Account, now: number): AccountState {
	return accountState(account, state.policy, now);
}

/** Whether new work, by a session that uses `model`, may be begun on an account: it is in use, and not near a limit. */
export function hasRoom(
	account: Account,
	policy: Policy,
	now: number,
	model: string | null = null,
): boolean {
	const state = accountState(account, policy, now, model);
	return state === "ok" || state === "unmetered" || state === "unknown";
}

/** When a spent account can be used again: the latest reset among its spent windows; `null` when not known. */
export function readyAt(account: Account, now: number, model: string | null = null): number | null {
	const resets = spentWindows(account, now, model).map((w) => w.resetsAt);
	if (resets.length === 0) return now;
	if (resets.some((r) => r === null)) return null;
	return Math.max(...(resets as number[]));
}

/** Most used ratio among the current windows, 0 when nothing is known. */
export function usedRatio(account: Account, now: number, model: string | null = null): number {
	return Math.max(0, ...currentWindows(account, now, model).map((w) => w.usedRatio));
}

/** Accounts by priority, then name. */
export function selectAccounts(state: State): readonly Account[] {
	return Object.values(state.accounts).sort(
		(a, b) => a.priority - b.priority || a.name.localeCompare(b.name),
	);
}

function byImportance(a: Task, b: Task): number {
	return CLASS[a.priority] - CLASS[b.priority] || a.addedAt - b.addedAt || a.id.localeCompare(b.id);
}

/*
 * Thousands of tasks may wait, and most events change none: what is made of all tasks is made once for each change.
 */

const queue = onceFor((tasks: State["tasks"]) =>
	onceFor((policy: State["policy"]) => sortQueue({ tasks, policy })),
);

/** Tasks in the order of the queue: what needs a person, what runs, what waits (next first), what ended. */
export function selectQueue(state: Pick<State, "tasks" | "policy">): readonly Task[] {
	return queue(state.tasks)(state.policy);
}

function sortQueue(state: Pick<State, "tasks" | "policy">): readonly Task[] {
	const none = { uncertain: [], running: [], waiting: [], failed: [], done: [] };
	const parts: Record<Task["state"], Task[]> = none;
	for (const task of state.tasks.values()) parts[task.state].push(task);
	const held = (task: Task): boolean => heldBy(state, task) !== null;
	return [
		...parts.uncertain.sort(byImportance),
		...parts.running.sort(byImportance),
		...queueOrder(state, parts.waiting, null, held),
		...parts.failed.sort(byImportance),
		...parts.done.sort(byImportance),
	];
}

const counted = onceFor((tasks: State["tasks"]) => {
	const counts = { waiting: 0, running: 0, done: 0, failed: 0, uncertain: 0 };
	for (const task of tasks.values()) counts[task.state] += 1;
	return counts;
});

/** Counts of tasks per state. */
export function selectQueueCounts(state: State): Readonly<Record<Task["state"], number>> {
	return counted(state.tasks);
}

/** The open switch has not done with this session yet. */
export function isMoving(state: State, session: string): boolean {
	const move = state.openSwitch?.moves.find((m) => m.session === session);
	return move !== undefined && move.outcome === null;
}

/** A task was claimed for it, and the process that will carry the task is not there yet. */
export function isBeingGivenTask(state: State, { name, task }: Session): boolean {
	if (task !== null) return false;
	return indexTasks(state).running.some((t) => t.session === name);
}

/** Sessions that live on an account now, by name. */
export function sessionsOn(state: State, account: string): readonly Session[] {
	return Object.values(state.sessions)
		.filter((s) => s.account === account)
		.sort((a, b) => byName(a.name, b.name));
}

const NAMES = new Intl.Collator("en", { numeric: true });

/** Compares names so that `ccl-2` comes before `ccl-10`. */
export function byName(a: string, b: string): number {
	return NAMES.compare(a, b);
}
