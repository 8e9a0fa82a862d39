import type { Config } from "../config/config.ts";
import type { Problem } from "../config/problem.ts";
import type { CommandRunner } from "../ports/commands.ts";
import type { Files } from "../ports/files.ts";

/** One line of the doctor: what was looked at, how it is, and what to do when it is not well. */
export interface Check {
	/** What was looked at; about one account or project: `links main`. */
	readonly name: string;
	/** `fail`: something that is promised will not work. `warn`: it works, but look at it. */
	readonly status: "pass" | "warn" | "fail";
	readonly detail: string;
	/** What to do; `null` when there is nothing to do. */
	readonly remedy: string | null;
}

/** The configuration as it was found. */
export type FoundConfig =
	| { readonly kind: "none"; readonly file: string }
	| { readonly kind: "invalid"; readonly file: string; readonly problems: readonly Problem[] }
	| { readonly kind: "ok"; readonly config: Config; readonly warnings: readonly Problem[] };

/** What the doctor sees of the machine. Nothing of it is changed by looking. */
export interface Surroundings {
	readonly found: FoundConfig;
	/** The environment of who asks. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Epoch ms. */
	readonly now: number;
	/** Where a daemon would answer. */
	readonly socket: string;
	/** Version of the Node that runs this, as `24.15.0`. */
	readonly node: string;
	readonly memory: Memory;
	readonly files: Files;
	readonly commands: CommandRunner;
}

/** Memory of the machine in bytes. */
export interface Memory {
	/** What processes can still get without swapping. */
	readonly available: number;
	readonly total: number;
}

/** Surroundings with a configuration that can be used. */
export interface Configured extends Surroundings {
	readonly config: Config;
}

export function pass(name: string, detail: string): Check {
	return { name, status: "pass", detail, remedy: null };
}

export function warn(name: string, detail: string, remedy: string): Check {
	return { name, status: "warn", detail, remedy };
}

export function fail(name: string, detail: string, remedy: string): Check {
	return { name, status: "fail", detail, remedy };
}

/** The accounts that can be used at all: nothing is asked of disabled ones. */
export function enabledAccounts({ config }: Pick<Configured, "config">): Config["accounts"] {
	return config.accounts.filter(({ enabled }) => enabled);
}
