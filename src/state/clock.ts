import type { Event } from "./events.ts";
import type { Account, QuotaWindow, Session, State, Switch, Task } from "./model.ts";
import { outlived } from "./trace.ts";

/**
 * The machine's clock was set, or the machine slept: every time that a duration is still counted from moves along, so
 * that nothing is suddenly overdue and nothing waits for hours. Readings of before tell nothing any more, except that a
 * window is spent until its reset. What has ended keeps the time that it was seen at.
 */
export function reduceClock(state: State, event: Event): State {
	if (event.type !== "clock.jumped") return state;
	const { byMs } = event;
	const shift = <T extends number | null | undefined>(at: T): T =>
		(typeof at === "number" ? at + byMs : at) as T;
	return {
		...state,
		accounts: mapValues(state.accounts, (a) => shiftAccount(a, shift)),
		sessions: mapValues(state.sessions, (s) => shiftSession(s, shift)),
		tasks: state.tasks.map((t) => (t.endedAt === null ? shiftTask(t, shift) : t)),
		lastSwitchAt: shift(state.lastSwitchAt),
		openSwitch: state.openSwitch === null ? null : shiftSwitch(state.openSwitch, shift),
	};
}

type Shift = <T extends number | null | undefined>(at: T) => T;

function mapValues<T>(all: Readonly<Record<string, T>>, by: (one: T) => T): Record<string, T> {
	return Object.fromEntries(Object.entries(all).map(([key, one]) => [key, by(one)]));
}

function shiftAccount(account: Account, shift: Shift): Account {
	const { trouble, told } = account;
	const spent = Object.entries(account.windows)
		.filter(([, w]) => w.spent)
		.map(([name, w]) => [name, shiftWindow(w, shift)] as const);
	return {
		...account,
		...keptPaces(account),
		windows: Object.fromEntries(spent),
		trouble: trouble === null ? null : { ...trouble, since: shift(trouble.since) },
		leftAt: shift(account.leftAt),
		answeredAt: shift(account.answeredAt),
		...(account.polls && { polls: account.polls.map(shift) }),
		told: told === null ? null : { ...told, at: shift(told.at) },
	};
}

/** How much time lies between its readings is not known any more; how fast it was used is. */
function shiftWindow(known: QuotaWindow, shift: Shift): QuotaWindow {
	const { trace: _, ...window } = known;
	const prior = outlived(known);
	return {
		...window,
		observedAt: shift(window.observedAt),
		...(prior === undefined ? {} : { prior }),
	};
}

function keptPaces({ windows, paces }: Account): Pick<Account, "paces"> {
	const known = Object.values(windows).flatMap((w) => {
		const pace = outlived(w);
		return pace === undefined ? [] : [[w.window, pace] as const];
	});
	return known.length === 0 ? {} : { paces: { ...paces, ...Object.fromEntries(known) } };
}

function shiftSession(session: Session, shift: Shift): Session {
	const { incarnation: life, turn, owed } = session;
	return {
		...session,
		stateSince: shift(session.stateSince),
		incarnation:
			life === null
				? null
				: {
						...life,
						launchedAt: shift(life.launchedAt),
						confirmedAt: shift(life.confirmedAt),
						typedAt: shift(life.typedAt ?? null),
						promptedAt: shift(life.promptedAt ?? null),
						stoppingAt: shift(life.stoppingAt ?? null),
					},
		turn:
			turn === null
				? null
				: { ...turn, startedAt: shift(turn.startedAt), activeAt: shift(turn.activeAt) },
		owed: owed === null ? null : { ...owed, since: shift(owed.since) },
		deaths: session.deaths.map(shift),
		attendedAt: shift(session.attendedAt ?? null),
	};
}

function shiftTask(task: Task, shift: Shift): Task {
	return {
		...task,
		addedAt: shift(task.addedAt),
		startedAt: shift(task.startedAt),
		typedAt: shift(task.typedAt ?? null),
		acceptedAt: shift(task.acceptedAt),
		answeredAt: shift(task.answeredAt),
		...(task.notBefore != null && { notBefore: shift(task.notBefore) }),
	};
}

function shiftSwitch(open: Switch, shift: Shift): Switch {
	return {
		...open,
		begunAt: shift(open.begunAt),
		committedAt: shift(open.committedAt),
		moves: open.moves.map((m) => ({
			...m,
			startedAt: shift(m.startedAt),
			endedAt: shift(m.endedAt),
		})),
	};
}
