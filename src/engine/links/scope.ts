import { dirname, join } from "node:path";
import type { Config } from "../config/config.ts";

/** Which links must be in which homes, and where they lead. */
export interface LinkScope {
	/** Absolute account homes. */
	readonly homes: readonly string[];
	/** Where `projects` leads; every other name leads to its own name beside it. */
	readonly sharedProjectsDir: string;
	/** A wrong one of these stops a switch; */
	readonly required: readonly string[];
	/** a wrong one of these is only reported. */
	readonly optional: readonly string[];
}

/** The links of the enabled accounts of a configuration. */
export function linkScope(config: Pick<Config, "accounts" | "pool" | "links">): LinkScope {
	return {
		homes: config.accounts.filter(({ enabled }) => enabled).map(({ home }) => home),
		sharedProjectsDir: config.pool.sharedProjectsDir,
		required: config.links.required,
		optional: config.links.optional,
	};
}

/** The shared directory that the link `name` of every home leads to. */
export function linkTarget(scope: Pick<LinkScope, "sharedProjectsDir">, name: string): string {
	if (name === "projects") return scope.sharedProjectsDir;
	return join(dirname(scope.sharedProjectsDir), name);
}
