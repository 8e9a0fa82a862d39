import type { IncomingHttpHeaders } from "node:http";
import { Ledger, type WindowName } from "./ledger.ts";

/** A scripted failure: the status of the next `times` turns of an account. */
export interface ScriptedFailure {
	readonly status: number;
	readonly times: number;
}

/** How much of a window an account was told to have used (ratio), and when it resets (epoch seconds). */
export interface Figure {
	readonly window: WindowName;
	readonly ratio: number;
	readonly resetsAt: number;
}

export interface FakeAccount {
	readonly name: string;
	/** The dummy secret by which its requests are known. */
	readonly secret: string;
	readonly ledger: Ledger;
	/** Every figure that went out with an answer, in order. */
	readonly told: Figure[];
	failure: ScriptedFailure | undefined;
}

/** The accounts that the fake server knows, by their dummy bearer tokens or API keys. */
export class FakeAccounts {
	readonly #accounts = new Map<string, FakeAccount>();

	/** Makes the account at its first mention. */
	named(name: string): FakeAccount {
		const known = this.#accounts.get(name);
		if (known) return known;
		const ledger = new Ledger(Date.now);
		const secret = dummySecret(name);
		const account: FakeAccount = { name, secret, ledger, told: [], failure: undefined };
		this.#accounts.set(name, account);
		return account;
	}

	/** Whose request it is; undefined for an unknown secret. */
	ofRequest(headers: IncomingHttpHeaders): FakeAccount | undefined {
		const bearer = headers.authorization?.replace(/^Bearer /, "");
		const secret = bearer ?? headers["x-api-key"];
		return [...this.#accounts.values()].find((account) => account.secret === secret);
	}
}

/** The scripted status for this turn, if there is one; it is used up by asking. */
export function takeFailure(account: FakeAccount): number | undefined {
	const failure = account.failure;
	if (failure === undefined || failure.times <= 0) return undefined;
	account.failure = { ...failure, times: failure.times - 1 };
	return failure.status;
}

/** Never a real secret: the name is in it, and no real one has this shape. */
function dummySecret(name: string): string {
	return `dummy-secret-of-account-${name}`;
}
