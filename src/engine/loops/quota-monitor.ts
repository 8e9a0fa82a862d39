import type { Account, State } from "../../state/model.ts";
import { isCurrent, nearWindows, usedRatio } from "../../state/select.ts";
import { troubleOfHome } from "../accounts/condition.ts";
import { readIdentity } from "../claude/home.ts";
import { pollUsage } from "../claude/usage-poll.ts";
import { isSpread } from "../decide/placement.ts";
import type { EngineParts } from "../parts.ts";
import type { Loop } from "../supervisor.ts";

/** Candidates are asked when the active account comes this close to its threshold. */
const CLOSE = 0.1;

/** A failed poll is tried again after this long, then twice as long, … */
const FIRST_BACKOFF_MS = 5 * 60_000;
const LONGEST_BACKOFF_MS = 60 * 60_000;

/** Keeps identities and readings: pins who each home belongs to, polls accounts that no session speaks for. */
export function quotaMonitor(parts: EngineParts): Loop {
	const asked = new Map<string, { readonly at: number; readonly failures: number }>();
	return {
		name: "quota-monitor",
		everyMs: 30_000,
		async tick(signal) {
			const names = Object.keys(parts.recorder.state().accounts);
			for (const name of names) await lookAtHome(parts, name);
			for (const name of names) if (!signal.aborted) await pollIfDue(parts, name, asked);
		},
	};
}

async function pollIfDue(
	parts: EngineParts,
	name: string,
	asked: Map<string, { readonly at: number; readonly failures: number }>,
): Promise<void> {
	const account = parts.recorder.state().accounts[name];
	const last = asked.get(name);
	if (account === undefined || !isDue(parts, account, last)) return;
	const good = await poll(parts, account);
	asked.set(name, { at: parts.clock.monotonic(), failures: good ? 0 : (last?.failures ?? 0) + 1 });
}

/** Keeps what is known of a home: its trouble, if any, and whose it is, pinned at first sight. */
async function lookAtHome({ recorder, config, files }: EngineParts, name: string): Promise<void> {
	const { accounts } = recorder.state();
	const account = accounts[name];
	if (account === undefined) return;
	const trouble = await troubleOfHome(files, config, account, Object.values(accounts));
	if (trouble !== null) {
		if (account.trouble?.what === trouble.what) return;
		recorder.commit({ type: "account.troubled", account: name, trouble });
		return;
	}
	if (account.trouble !== null && OF_THE_HOME.has(account.trouble.cause)) {
		recorder.commit({ type: "account.recovered", account: name });
	}
	const uuid =
		account.kind === "login" ? (await readIdentity(files, account.home)).accountUuid : null;
	if (uuid !== null && account.uuid === null) {
		recorder.commit({ type: "account.identified", account: name, uuid });
	}
}

/** Troubles that a look at the home finds, and so can end. */
const OF_THE_HOME: ReadonlySet<string> = new Set(["home-missing", "links", "quarantined"]);

/** Only an account without a fresh reading of its own is asked, and only when the answer matters. */
function isDue(
	{ recorder, clock, config }: EngineParts,
	account: Account,
	last: { readonly at: number; readonly failures: number } | undefined,
): boolean {
	if (account.kind !== "login" || !account.enabled) return false;
	const loggedOut = account.trouble?.cause === "login-needed";
	if (account.trouble !== null && !loggedOut) return false;
	const now = clock.now();
	const pause =
		last === undefined || last.failures === 0
			? config.quota.pollIntervalMs
			: Math.min(FIRST_BACKOFF_MS * 2 ** (last.failures - 1), LONGEST_BACKOFF_MS);
	if (last !== undefined && clock.monotonic() - last.at < pause) return false;
	// Its sessions cannot tell that somebody logged in again: nothing is sent to them.
	if (loggedOut) return true;
	const readings = Object.values(account.windows).filter((w) => isCurrent(w, now));
	const newest = Math.max(0, ...readings.map((w) => w.observedAt));
	if (now - newest < config.quota.pollIntervalMs) return false;
	return last === undefined || matters(recorder.state(), account, now);
}

function matters(state: State, account: Account, now: number): boolean {
	// Every account is a place for the next session.
	if (isSpread(state)) return true;
	const active = state.active === null ? undefined : state.accounts[state.active];
	if (active === undefined || active.name === account.name) return true;
	const closest = state.policy.threshold5h - CLOSE;
	return usedRatio(active, now) >= closest || nearWindows(active, state.policy, now).length > 0;
}

async function poll(parts: EngineParts, account: Account): Promise<boolean> {
	const own = parts.config.accounts.find((a) => a.name === account.name);
	if (own === undefined) return false;
	const answer = await pollUsage({
		claudePath: parts.config.claude.path,
		home: own.home,
		environment: parts.environment,
		accountEnv: own.env,
		envPass: parts.config.claude.envPass,
		files: parts.files,
		commands: parts.commands,
		now: parts.clock.now,
	});
	if (answer.kind !== "ok") return false;
	const { trouble } = account;
	// Somebody logged in again: an answer from after the trouble proves it.
	if (trouble?.cause === "login-needed" && answer.fetchedAt > trouble.since) {
		parts.recorder.commit({ type: "account.recovered", account: account.name });
	}
	parts.recorder.commit({
		type: "quota.read",
		account: account.name,
		source: "usage-poll",
		incarnation: null,
		windows: answer.windows,
		observedAt: answer.fetchedAt,
	});
	return true;
}
