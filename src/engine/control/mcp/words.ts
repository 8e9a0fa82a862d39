import type { Plan } from "../../../state/client.ts";
import type { AccountView } from "../views/accounts.ts";
import type { QueueView } from "../views/queue.ts";
import type { StatusView } from "../views/status.ts";

/** The few words beside each view, for clients that show a model nothing else. */

type Account = Pick<AccountView, "name" | "state" | "windows" | "withheld">;
type Session = Pick<StatusView["sessions"][number], "name" | "state" | "account" | "task" | "note">;

export function statusLines(view: StatusView): readonly string[] {
	const { open, scheduled } = view.switch;
	return [
		`active account: ${view.active ?? "none"}`,
		...accountLines(view.accounts),
		...sessionLines(view.sessions),
		`tasks: ${tally(view.queue) || "none"}`,
		dispatchLine(view.dispatch),
		...(open === null
			? []
			: [`switch ${open.from} → ${open.to}: ${open.moved} of ${open.total} moved`]),
		...(scheduled === null ? [] : [`a switch is scheduled for ${moment(scheduled.at)}`]),
	];
}

export function accountLines(accounts: readonly Account[]): readonly string[] {
	return accounts.map(({ name, state, windows, withheld }) => {
		const used = windows.map((w) => {
			if (!w.current) return `${w.window} reset, unconfirmed`;
			return `${w.window} ${w.spent ? "spent" : `${Math.round(w.usedRatio * 100)} %`}`;
		});
		return `account ${name}: ${[withheld ?? state, ...used].join(", ")}`;
	});
}

export function sessionLines(sessions: readonly Session[]): readonly string[] {
	return sessions.map(({ name, state, account, task, note }) => {
		const more = [account === null ? null : `on ${account}`, task && `task ${task}`, note];
		return `session ${name}: ${[state, ...more.filter((one) => one)].join(", ")}`;
	});
}

export function queueLines({ counts, tasks, dispatch }: QueueView): readonly string[] {
	return [
		`tasks: ${tally(counts) || "none"}`,
		dispatchLine(dispatch),
		...tasks.map((task) => {
			const wait = task.waitsFor ? `, waits for ${task.waitsFor}` : "";
			return `${task.id} (${task.priority}): ${task.state}${wait}: ${task.title}`;
		}),
	];
}

export function dispatchLine({ paused, all, until }: QueueView["dispatch"]): string {
	if (!paused) return "tasks are given out";
	const what = all ? "dispatch and automatic switching are paused" : "dispatch is paused";
	return until == null ? what : `${what} until ${moment(until)}`;
}

/** What a plan would do, in one line, and what stands against it. */
export function planLines(plan: Plan): readonly string[] {
	const head =
		plan.to === null
			? `no switch${plan.from === "" ? "" : ` from ${plan.from}`}: ${plan.why}`
			: `switch ${plan.from} → ${plan.to}: ${plan.moves.map((m) => `${m.session} (${m.how})`).join(", ") || "nobody moves"}`;
	const failed = plan.preconditions
		.filter((condition) => !condition.ok)
		.map(({ detail, remedy }) => `not now: ${detail}${remedy === null ? "" : `; ${remedy}`}`);
	return [head, ...plan.left.map((left) => `${left.session} stays: ${left.why}`), ...failed];
}

/** As in `2 waiting, 1 running`: what there is none of is left out. */
function tally(counts: Readonly<Record<string, number>>): string {
	const some = Object.entries(counts).filter(([, number]) => number > 0);
	return some.map(([what, number]) => `${number} ${what}`).join(", ");
}

function moment(at: number): string {
	return new Date(at).toISOString();
}
