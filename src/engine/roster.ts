import type { Event } from "../state/events.ts";
import type { State } from "../state/model.ts";
import { selectAccounts } from "../state/select.ts";
import { autonomousNames, type Config } from "./config/config.ts";

/** What the configuration says of accounts and sessions, as events on top of the saved state. */
export function rosterEvents(state: State, config: Config): readonly Event[] {
	const events: Event[] = [];
	for (const a of config.accounts) {
		const { name: account, home, kind, priority, enabled } = a;
		const known = state.accounts[account];
		const same =
			known?.home === home &&
			known.kind === kind &&
			known.priority === priority &&
			known.enabled === enabled;
		if (!same) events.push({ type: "account.registered", account, home, kind, priority, enabled });
	}
	const accounts = new Set(config.accounts.map((a) => a.name));
	for (const account of Object.keys(state.accounts)) {
		if (!accounts.has(account)) events.push({ type: "account.removed", account });
	}
	return [...events, ...sessionEvents(state, config)];
}

function sessionEvents(state: State, config: Config): readonly Event[] {
	const project = config.projects[0]?.path ?? config.pool.dedicated[0]?.project;
	const dedicated = config.pool.dedicated.map((d) => ({
		session: d.name,
		kind: "dedicated" as const,
		project: d.project,
		move: d.move,
		keepAlive: d.keepAlive,
		pinned: d.account,
	}));
	const autonomous =
		project === undefined
			? []
			: autonomousNames(config.pool).map((session) => ({
					session,
					kind: "autonomous" as const,
					project: lastProject(state, config, session) ?? project,
					move: "auto" as const,
					keepAlive: true,
					pinned: null,
				}));
	const wanted = [...dedicated, ...autonomous];
	const names = new Set(wanted.map((s) => s.session));
	const gone = Object.values(state.sessions)
		.filter((s) => !names.has(s.name) && s.incarnation === null)
		.map((s) => ({ type: "session.removed", session: s.name }) as const);
	const added = wanted
		.filter((s) => {
			const known = state.sessions[s.session];
			const { kind, project, move, keepAlive } = s;
			if (known?.kind !== kind || known.project !== project || known.move !== move) return true;
			return known.keepAlive !== keepAlive || (known.pinned ?? null) !== s.pinned;
		})
		.map((s) => ({ type: "session.registered", ...s }) as const);
	return [...added, ...gone];
}

/** Where a session worked last, if that is still one of the projects. */
function lastProject(state: State, config: Config, session: string): string | undefined {
	const last = state.sessions[session]?.project;
	return config.projects.find((p) => p.path === last)?.path;
}

/** The account that new sessions start on when none is active yet: the preferred one that is enabled. */
export function firstActive(state: State): Event | null {
	const known = state.active === null ? undefined : state.accounts[state.active];
	if (known?.enabled) return null;
	const [first] = selectAccounts(state).filter((a) => a.enabled);
	return first === undefined ? null : { type: "account.activated", account: first.name };
}
