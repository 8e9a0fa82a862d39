import { dirname, join } from "node:path";
import * as z from "zod";
import type { Files } from "../ports/files.ts";
import { flag, number, parseJson, record, text } from "./lenient.ts";
import { readBounded } from "./read-bounded.ts";

export { readProgramVersion } from "./version.ts";

/** Who a home belongs to and how ready it is. Read from `.claude.json`, which is never written. */
export interface Identity {
	/** `null` for token and key accounts, and before the first login. */
	readonly accountUuid: string | null;
	readonly organizationUuid: string | null;
	/** For people; never an identity. */
	readonly email: string | null;
	/** The first-run screens are done. */
	readonly onboarded: boolean;
	/** At least one API key was accepted in this home; a new key opens a dialog otherwise. */
	readonly apiKeyApproved: boolean;
	/** A session in that folder shows no trust dialog. */
	readonly trusts: (project: string) => Promise<boolean>;
}

/** Such files also hold caches, and grow. */
const maxBytes = 32 * 1024 * 1024;

const wire = z.looseObject({
	oauthAccount: z
		.looseObject({ accountUuid: text, organizationUuid: text, emailAddress: text })
		.catch({ accountUuid: null, organizationUuid: null, emailAddress: null }),
	hasCompletedOnboarding: flag,
	customApiKeyResponses: z
		.looseObject({ approved: z.array(z.string()).catch([]) })
		.catch({ approved: [] }),
	projects: record,
});

/** The parsed `.claude.json` of a home, or `undefined` when it is missing or half-written. */
export async function readClaudeJson(files: Files, home: string): Promise<unknown> {
	const read = await readBounded(files, join(home, ".claude.json"), maxBytes);
	return read.ok ? parseJson(read.text) : undefined;
}

/** Reads a home's identity. A missing or unreadable file gives one that nobody owns or trusts. */
export async function readIdentity(files: Files, home: string): Promise<Identity> {
	const parsed = wire.safeParse((await readClaudeJson(files, home)) ?? {});
	const raw = parsed.success ? parsed.data : wire.parse({});
	const trusted = new Set(
		Object.entries(raw.projects).flatMap(([path, value]) => (isTrusted(value) ? [path] : [])),
	);
	return {
		accountUuid: raw.oauthAccount.accountUuid,
		organizationUuid: raw.oauthAccount.organizationUuid,
		email: raw.oauthAccount.emailAddress,
		onboarded: raw.hasCompletedOnboarding === true,
		apiKeyApproved: raw.customApiKeyResponses.approved.length > 0,
		trusts: async (project) =>
			(await trustChain(files, project)).some((folder) => trusted.has(folder)),
	};
}

function isTrusted(project: unknown): boolean {
	return z.looseObject({ hasTrustDialogAccepted: z.literal(true) }).safeParse(project).success;
}

/**
 * The folders whose trust covers `project`: itself and its parents, within a git repository up to
 * its root only (the parent rule seen on 2.1.330, the stop at the root read there).
 */
async function trustChain(files: Files, project: string): Promise<readonly string[]> {
	const chain: string[] = [];
	for (let folder = project; ; folder = dirname(folder)) {
		chain.push(folder);
		const root = await files.stat(join(folder, ".git")).then(
			() => true,
			() => folder === dirname(folder),
		);
		if (root) return chain;
	}
}

/** What a home's own `settings.json` means for us; that file belongs to the user and is never written. */
export interface HomeSettings {
	/** The user's statusline command, for `SettingsSpec.userStatusLine`. */
	readonly statusLine: string | null;
	/** Hand-started processes delete transcripts older than this many days; `null` means 30. */
	readonly cleanupPeriodDays: number | null;
	/** Variables that reach the CLI whatever the launcher cleans. Names only: values may be secrets. */
	readonly envNames: readonly string[];
	/** A program of the user's own gives the key, which is sent instead of the login's (seen on 2.1.330). */
	readonly apiKeyHelper: boolean;
}

const settingsWire = z.looseObject({
	statusLine: z
		.looseObject({ type: z.literal("command"), command: z.string().min(1) })
		.nullish()
		.catch(null),
	cleanupPeriodDays: number,
	env: record,
	apiKeyHelper: text,
});

/** Reads a home's user settings; missing or broken ones count as empty. */
export async function readHomeSettings(files: Files, home: string): Promise<HomeSettings> {
	const read = await readBounded(files, join(home, "settings.json"), maxBytes);
	const parsed = settingsWire.safeParse(read.ok ? parseJson(read.text) : {});
	const raw = parsed.success ? parsed.data : settingsWire.parse({});
	return {
		statusLine: raw.statusLine?.command ?? null,
		cleanupPeriodDays: raw.cleanupPeriodDays,
		envNames: Object.keys(raw.env).sort(),
		apiKeyHelper: raw.apiKeyHelper !== null && raw.apiKeyHelper !== "",
	};
}
