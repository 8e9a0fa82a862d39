import type { Account } from "../../state/model.ts";
import { isCurrent } from "../../state/select.ts";
import { troubleOfHome } from "../accounts/condition.ts";
import { readIdentity } from "../claude/home.ts";
import { changedCaps } from "../decide/message-caps.ts";
import { whyPoll } from "../decide/poll-due.ts";
import type { EngineParts } from "../parts.ts";
import { askUsage } from "../quota/ask-usage.ts";
import { MessageCounts } from "../quota/message-counts.ts";
import type { Loop } from "../supervisor.ts";

/** Pauses vary by so much in both directions. */
const JITTER = 0.1;

/**
 * Keeps identities and readings: pins who each home belongs to, counts the messages of accounts that are limited in
 * them, polls accounts that no session speaks for.
 */
export function quotaMonitor(parts: EngineParts): Loop {
	const messages = new MessageCounts(parts);
	const polls = new Polls(parts);
	return {
		name: "quota-monitor",
		everyMs: 30_000,
		async tick(signal) {
			const names = Object.keys(parts.recorder.state().accounts);
			for (const name of names) await lookAtHome(parts, name);
			await messages.readOn();
			for (const name of names) tellCaps(parts, name);
			for (const name of names) if (!signal.aborted) await polls.askIfDue(name);
		},
	};
}

/** Tells what the counted messages make of the caps of an account, when that has changed. */
function tellCaps({ recorder, config, clock }: EngineParts, name: string): void {
	const { accounts, policy } = recorder.state();
	const account = accounts[name];
	const limits = config.accounts.find((a) => a.name === name)?.limits;
	if (account === undefined || limits === undefined) return;
	const observedAt = clock.now();
	const windows = changedCaps(account, limits, policy, observedAt);
	if (windows.length === 0) return;
	const source = "local-count";
	recorder.commit({
		...{ type: "quota.read", account: name, source, incarnation: null, windows, observedAt },
	});
}

/** Asks accounts for their usage when it is time. */
class Polls {
	readonly #parts: EngineParts;
	readonly #asked = new Set<string>();
	readonly #stretch = new Map<string, number>();
	/** Since when an account has been spent, by the clock that no one sets. */
	readonly #spentSince = new Map<string, number>();

	constructor(parts: EngineParts) {
		this.#parts = parts;
	}

	async askIfDue(name: string): Promise<void> {
		const { recorder, clock, config } = this.#parts;
		const state = recorder.state();
		const account = state.accounts[name];
		const own = config.accounts.find((a) => a.name === name);
		if (account === undefined || own === undefined) return;
		const why = whyPoll(state, account, clock.now(), config.quota.pollIntervalMs, {
			stretch: this.#stretchOf(name),
			asked: this.#asked.has(name),
			spentForMs: this.#spentFor(account),
		});
		if (why === null) return;
		const answer = await askUsage(this.#parts, own, why);
		if (answer.kind === "over-budget") return;
		this.#asked.add(name);
		this.#stretch.delete(name);
	}

	/** Rolled once for each pause: rolled at each look, the shortest would win. */
	#stretchOf(name: string): number {
		const known = this.#stretch.get(name);
		if (known !== undefined) return known;
		const rolled = 1 + JITTER * (2 * this.#parts.random() - 1);
		this.#stretch.set(name, rolled);
		return rolled;
	}

	#spentFor(account: Account): number {
		const { clock } = this.#parts;
		const spent = Object.values(account.windows).filter(
			(w) => w.spent && isCurrent(w, clock.now()),
		);
		if (spent.length === 0) {
			this.#spentSince.delete(account.name);
			return 0;
		}
		const age = clock.now() - Math.min(...spent.map((w) => w.observedAt));
		const since = this.#spentSince.get(account.name) ?? clock.monotonic() - Math.max(0, age);
		this.#spentSince.set(account.name, since);
		return clock.monotonic() - since;
	}
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
