import type { Environment } from "../config/paths.ts";
import { projectsLink } from "./claude-home.ts";
import { type FoundAccount, findAccounts } from "./find-accounts.ts";
import { type FoundProject, findProjects, isUsable } from "./find-projects.ts";
import { type IsAlive, liveSessions } from "./live-sessions.ts";

export interface ProposedSession {
	readonly name: string;
	readonly project: string;
}

/** What a first configuration is made of. */
export interface Proposal {
	readonly accounts: readonly FoundAccount[];
	/** Where the homes' `projects` already lead, if they agree; null: the default place. */
	readonly sharedProjectsDir: string | null;
	/** Live tmux sessions with a claude in them. */
	readonly dedicated: readonly ProposedSession[];
	readonly projects: readonly FoundProject[];
}

/** Looks at what is there: accounts, live sessions, projects. Changes nothing. */
export async function findProposal(place: {
	readonly env: Environment;
	readonly home: string;
	readonly isAlive: IsAlive;
}): Promise<Proposal> {
	const accounts = await findAccounts(place);
	const known = accounts.flatMap((account) => account.projects);
	const dedicated = await findSessions(accounts, place.isAlive);
	return {
		accounts,
		sharedProjectsDir: await agreedTarget(accounts),
		dedicated,
		projects: await findProjects(place.home, known),
	};
}

async function findSessions(
	accounts: readonly FoundAccount[],
	isAlive: IsAlive,
): Promise<readonly ProposedSession[]> {
	const found = new Map<string, ProposedSession>();
	for (const { home } of accounts) {
		for (const { tmux, cwd } of await liveSessions(home, isAlive)) {
			if (tmux === null || cwd === null || !isUsable(cwd) || found.has(tmux)) continue;
			if (/^[A-Za-z0-9_][\w-]{0,63}$/.test(tmux)) found.set(tmux, { name: tmux, project: cwd });
		}
	}
	return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

async function agreedTarget(accounts: readonly FoundAccount[]): Promise<string | null> {
	const targets = new Set<string>();
	for (const { home } of accounts) {
		const target = await projectsLink(home);
		if (target !== null) targets.add(target);
	}
	const [only] = targets;
	if (targets.size !== 1 || only === undefined || !isUsable(only)) return null;
	// A tree in a private home cannot be the shared one: that home would have to link to itself.
	return accounts.some(({ home }) => only.startsWith(`${home}/`)) ? null : only;
}
