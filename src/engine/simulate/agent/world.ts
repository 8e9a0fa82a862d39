import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
	accountPath,
	appendUnits,
	readAccount,
	readUsage,
	readWorld,
	writeJson,
} from "./world-files.ts";
import {
	type DefaultTurn,
	type FailureStatus,
	type ModelWindowName,
	WINDOW_LENGTH_MS,
	type WindowLimit,
	type WindowName,
	type WorldAccount,
	type WorldConfig,
} from "./world-model.ts";

/** A window as a test or the demo asks for it: ends at `resetsAt`, or `resetsInMs` from now (at a
 * whole second, as a real server's windows do), or is half over. */
export interface WindowWish {
	readonly limitUnits: number;
	readonly resetsAt?: number;
	readonly resetsInMs?: number;
	readonly lengthMs?: number;
}

export interface AccountWish {
	/** The account uuid for a stored login; `accountKeyOf` for a token or an API key. */
	readonly key: string;
	readonly email?: string;
	readonly organizationUuid?: string;
	readonly organizationName?: string;
	readonly fiveHour?: WindowWish;
	readonly sevenDay?: WindowWish;
	/** The windows of single models. */
	readonly ofModels?: Partial<Record<ModelWindowName, WindowWish>>;
	readonly failure?: FailureStatus | null;
	readonly loggedOut?: boolean;
	readonly usagePollFails?: boolean;
}

export interface WorldWish extends Partial<Omit<WorldConfig, "defaultTurn">> {
	readonly accounts: readonly AccountWish[];
	readonly defaultTurn?: Partial<DefaultTurn>;
}

/** One line of `requests.log`: a request that the simulated server answered. */
export interface ServedRequest {
	readonly at: number;
	readonly key: string;
	readonly sessionId: string;
	readonly kind: string;
	readonly status: number;
}

/** The world's key of an account: its uuid, or a digest of its token or API key. */
export function accountKeyOf(login: { accountUuid: string } | { secret: string }): string {
	if ("accountUuid" in login) return login.accountUuid;
	return `secret-${createHash("sha256").update(login.secret).digest("hex").slice(0, 16)}`;
}

function windowOf(name: WindowName, wish: WindowWish): WindowLimit {
	const lengthMs = wish.lengthMs ?? WINDOW_LENGTH_MS[name];
	const inMs = wish.resetsInMs ?? lengthMs / 2;
	const wholeSecond = Math.ceil((Date.now() + inMs) / 1000) * 1000;
	return { limitUnits: wish.limitUnits, resetsAt: wish.resetsAt ?? wholeSecond, lengthMs };
}

function windowsOf({ fiveHour, sevenDay, ofModels }: AccountWish): WorldAccount["windows"] {
	const wishes = { five_hour: fiveHour, seven_day: sevenDay, ...ofModels };
	const wanted = Object.entries(wishes).flatMap(([name, wish]) =>
		wish === undefined ? [] : [[name, windowOf(name as WindowName, wish)]],
	);
	return Object.fromEntries(wanted);
}

function accountOf(wish: AccountWish): WorldAccount {
	return {
		key: wish.key,
		email: wish.email ?? `${wish.key.slice(0, 8)}@example.test`,
		organizationUuid:
			wish.organizationUuid ?? `${wish.key.slice(0, 8)}-0000-4000-8000-000000000000`,
		organizationName: wish.organizationName ?? "Example Org",
		windows: windowsOf(wish),
		failure: wish.failure ?? null,
		loggedOut: wish.loggedOut ?? false,
		usagePollFails: wish.usagePollFails ?? false,
	};
}

/** Makes the directory that plays the server for all agents started with CCL_SIMULATION_DIR=dir. */
export function createWorld(dir: string, wish: WorldWish): void {
	const { accounts, ...config } = wish;
	mkdirSync(join(dir, "accounts"), { recursive: true });
	mkdirSync(join(dir, "usage"), { recursive: true });
	writeJson(join(dir, "world.json"), config);
	for (const account of accounts) putAccount(dir, account);
}

/** Adds an account, or replaces one whole. Its usage so far stays. */
export function putAccount(dir: string, wish: AccountWish): void {
	writeJson(accountPath(dir, wish.key), accountOf(wish));
}

/** Changes the world's settings; agents see it at their next turn. */
export function setWorld(dir: string, patch: Partial<Omit<WorldWish, "accounts">>): void {
	const before = readWorld(dir);
	const defaultTurn = { ...before.defaultTurn, ...patch.defaultTurn };
	writeJson(join(dir, "world.json"), { ...before, ...patch, defaultTurn });
}

function patchAccount(dir: string, key: string, patch: Partial<WorldAccount>): void {
	const before = readAccount(dir, key);
	if (before === null) throw new Error(`The simulated world ${dir} has no account ${key}`);
	writeJson(accountPath(dir, key), { ...before, ...patch });
}

/** Sets or replaces one window of an account; usage in an unchanged period stays. */
export function setLimit(dir: string, key: string, name: WindowName, wish: WindowWish): void {
	const windows = readAccount(dir, key)?.windows ?? {};
	patchAccount(dir, key, { windows: { ...windows, [name]: windowOf(name, wish) } });
}

/** From the next request on the server answers this status to the account; null heals it. */
export function setFailure(dir: string, key: string, failure: FailureStatus | null): void {
	patchAccount(dir, key, { failure });
}

/** The server stops (or starts again) to accept the account's login. */
export function setLoggedOut(dir: string, key: string, loggedOut: boolean): void {
	patchAccount(dir, key, { loggedOut });
}

/** The usage endpoint fails (or works again) for the account. */
export function setUsagePollFails(dir: string, key: string, usagePollFails: boolean): void {
	patchAccount(dir, key, { usagePollFails });
}

/** Uses up units of the account's open windows, as another process of it would. */
export function addUsage(
	dir: string,
	key: string,
	units: Partial<Record<WindowName, number>>,
): void {
	appendUnits(dir, key, "five_hour", units.five_hour ?? 0);
	appendUnits(dir, key, "seven_day", units.seven_day ?? 0);
}

/** Uses up a window to the given ratio; one that is fuller already stays as it is. */
export function spendTo(dir: string, key: string, name: WindowName, ratio: number): void {
	const usage = readUsage(dir, key)[name];
	if (usage === undefined) throw new Error(`The account ${key} has no window ${name}`);
	appendUnits(dir, key, name, Math.ceil(usage.limitUnits * ratio) - usage.usedUnits);
}

/** Every step of turns without directives that was really done: twice the same is a doubled effect. */
export function readEffects(dir: string): { nonce: string; step: number }[] {
	return linesOf(join(dir, "effects.log")).map((line) => {
		const [nonce = "", step = ""] = line.split(" ");
		return { nonce, step: Number(step) };
	});
}

/** Appends one done step. */
export function logEffect(dir: string, nonce: string, step: number): void {
	appendFileSync(join(dir, "effects.log"), `${nonce} ${step}\n`);
}

/** Every request that the simulated server answered, oldest first. */
export function readRequests(dir: string): ServedRequest[] {
	return linesOf(join(dir, "requests.log")).map((line) => {
		const [at = "", key = "", sessionId = "", kind = "", status = ""] = line.split(" ");
		return { at: Number(at), key, sessionId, kind, status: Number(status) };
	});
}

/** Appends one answered request. */
export function logRequest(dir: string, request: ServedRequest): void {
	const { at, key, sessionId, kind, status } = request;
	appendFileSync(join(dir, "requests.log"), `${at} ${key} ${sessionId} ${kind} ${status}\n`);
}

function linesOf(path: string): string[] {
	try {
		return readFileSync(path, "utf8")
			.split("\n")
			.filter((line) => line !== "");
	} catch {
		return [];
	}
}
