import { lstat, readFile, readlink, stat } from "node:fs/promises";
import { join, resolve } from "node:path";

/** What is read of a home's `.claude.json`; credentials are never opened. */
export interface HomeSettings {
	/** Null without a stored login. */
	readonly accountUuid: string | null;
	readonly email: string | null;
	/** Directories that claude was used in. */
	readonly projects: readonly string[];
}

/** Files of this kind hold caches too and can be large, but never that large. */
const LARGEST = 64 * 1024 * 1024;

/** Null when the file is missing or not understood. */
export async function readHomeSettings(file: string): Promise<HomeSettings | null> {
	const data = section(await readJson(file));
	if (data === null) return null;
	const account = section(data.oauthAccount);
	return {
		accountUuid: text(account?.accountUuid),
		email: text(account?.emailAddress),
		projects: Object.keys(section(data.projects) ?? {}),
	};
}

/** The home's own `cleanupPeriodDays`: days after which claude deletes transcripts; null: default. */
export async function cleanupPeriodDays(home: string): Promise<number | null> {
	const days = section(await readJson(join(home, "settings.json")))?.cleanupPeriodDays;
	return typeof days === "number" ? days : null;
}

/** Where the `projects` link of a home leads; null when it is no link. */
export async function projectsLink(home: string): Promise<string | null> {
	const target = await readlink(join(home, "projects")).catch(() => null);
	return target === null ? null : resolve(home, target);
}

export async function isDirectory(path: string): Promise<boolean> {
	return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** Whether there is anything of this name, without looking into it. */
export async function isThere(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => null)) !== null;
}

/** The value in a JSON file; undefined when there is none. */
export async function readJson(file: string): Promise<unknown> {
	try {
		const found = await stat(file);
		if (!found.isFile() || found.size > LARGEST) return undefined;
		return JSON.parse(await readFile(file, "utf8"));
	} catch {
		return undefined;
	}
}

export function section(value: unknown): Readonly<Record<string, unknown>> | null {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
	return value as Record<string, unknown>;
}

export function text(value: unknown): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}
