import { readdir, realpath } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import type { Environment } from "../config/paths.ts";
import { plainText } from "../config/text/shown.ts";
import { type HomeSettings, isDirectory, isThere, readHomeSettings } from "./claude-home.ts";

export interface FoundAccount {
	/** Unique among those found, and valid in the configuration. */
	readonly name: string;
	readonly home: string;
	readonly email: string | null;
	readonly accountUuid: string | null;
	/**
	 * `ready`: logged in. `login-needed`: a home without a login. `settings-outside`: the default home,
	 * whose `.claude.json` lies beside it and is not seen once CLAUDE_CONFIG_DIR names that home.
	 * `same-login`: the login of an account found before; one of the two must not be used.
	 */
	readonly state: "ready" | "login-needed" | "settings-outside" | "same-login";
	readonly projects: readonly string[];
}

interface Candidate {
	readonly home: string;
	readonly name: string;
	/** Counts as a home without any file of claude's in it. */
	readonly certain: boolean;
}

/** Names that are listed before the others: the account that an operator means to use first. */
const FIRST = ["main", "primary"];

/** Account homes in their usual places, the preferred first. Reads, and changes nothing. */
export async function findAccounts(place: {
	readonly env: Environment;
	readonly home: string;
}): Promise<readonly FoundAccount[]> {
	const found: FoundAccount[] = [];
	const homes = new Set<string>();
	for (const candidate of await candidates(place)) {
		const real = await realpath(candidate.home).catch(() => null);
		if (real === null || homes.has(real) || !(await isDirectory(real))) continue;
		const account = await look(candidate, place.home, found);
		if (account === null) continue;
		homes.add(real);
		found.push(account);
	}
	return found;
}

async function candidates(place: {
	readonly env: Environment;
	readonly home: string;
}): Promise<readonly Candidate[]> {
	const { home, env } = place;
	const list: Candidate[] = [];
	const accounts = join(home, ".claude-accounts");
	for (const name of await names(accounts)) {
		list.push({ home: join(accounts, name), name, certain: true });
	}
	for (const name of await names(home)) {
		if (!name.startsWith(".claude-") || name === ".claude-accounts") continue;
		list.push({ home: join(home, name), name: name.slice(".claude-".length), certain: false });
	}
	const named = env.CLAUDE_CONFIG_DIR;
	if (named !== undefined && isAbsolute(named) && named !== join(home, ".claude")) {
		list.push({ home: named, name: basename(named).replace(/^\.claude-?/, ""), certain: false });
	}
	list.push({ home: join(home, ".claude"), name: "default", certain: false });
	return list.sort((a, b) => rank(a) - rank(b));
}

function rank(candidate: Candidate): number {
	const place = FIRST.indexOf(candidate.name);
	return place < 0 ? FIRST.length : place;
}

async function names(dir: string): Promise<readonly string[]> {
	const entries = await readdir(dir).catch(() => []);
	return entries.sort();
}

async function look(
	candidate: Candidate,
	operatorHome: string,
	others: readonly FoundAccount[],
): Promise<FoundAccount | null> {
	const { home } = candidate;
	if (plainText(home, Number.POSITIVE_INFINITY) !== home) return null;
	const inside = await readHomeSettings(join(home, ".claude.json"));
	const isDefault = home === join(operatorHome, ".claude");
	const beside = isDefault ? await readHomeSettings(join(operatorHome, ".claude.json")) : null;
	const settings = inside ?? beside;
	const known = settings !== null || (await isThere(join(home, ".credentials.json")));
	if (!known && !candidate.certain) return null;
	return {
		name: freeName(candidate.name, others),
		home,
		email: settings?.email ?? null,
		accountUuid: settings?.accountUuid ?? null,
		state: stateOf(inside, beside, others),
		projects: settings?.projects ?? [],
	};
}

function stateOf(
	inside: HomeSettings | null,
	beside: HomeSettings | null,
	others: readonly FoundAccount[],
): FoundAccount["state"] {
	const uuid = (inside ?? beside)?.accountUuid ?? null;
	if (uuid === null) return "login-needed";
	if (others.some((other) => other.accountUuid === uuid)) return "same-login";
	return inside === null ? "settings-outside" : "ready";
}

function freeName(wanted: string, others: readonly FoundAccount[]): string {
	const plain = wanted
		.replaceAll(/[^\w.@+-]/g, "-")
		.replace(/^[^A-Za-z0-9]+/, "")
		.slice(0, 60);
	const base = plain === "" ? "account" : plain;
	const taken = new Set(others.map(({ name }) => name));
	for (let number = 1; ; number += 1) {
		const name = number === 1 ? base : `${base}-${number}`;
		if (!taken.has(name)) return name;
	}
}
