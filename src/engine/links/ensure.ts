import type { Files } from "../ports/files.ts";
import { inspectLinks, isBlocking, isCreatable, type LinkFinding } from "./inspect.ts";
import type { LinkScope } from "./scope.ts";

export type EnsureResult =
	/** All required links are right. `left` are optional ones that are wrong and were not touched. */
	| {
			readonly kind: "ok";
			readonly created: readonly string[];
			readonly left: readonly LinkFinding[];
	  }
	/** What is in the way, over all homes. `created` is empty unless it came while links were made. */
	| {
			readonly kind: "refused";
			readonly findings: readonly LinkFinding[];
			readonly created: readonly string[];
	  };

export interface EnsureHooks {
	/** Called once all is checked and before anything is made. */
	readonly checked?: () => Promise<void>;
}

/**
 * Makes the missing links, and the shared directories (0700) that they lead to. Nothing is changed
 * when any home has a blocking problem, and nothing that exists is ever replaced or removed: a link
 * is made at its final name, which fails when something has come there meanwhile. Safe to repeat.
 */
export async function ensureLinks(
	files: Files,
	scope: LinkScope,
	hooks: EnsureHooks = {},
): Promise<EnsureResult> {
	const before = await inspectLinks(files, scope);
	const blocking = before.filter(isBlocking);
	if (blocking.length > 0) return { kind: "refused", findings: blocking, created: [] };
	await hooks.checked?.();
	if (before.every(({ state }) => state.kind === "ok"))
		return { kind: "ok", created: [], left: [] };
	const created: string[] = [];
	for (const finding of before.filter(({ state }) => isCreatable(state))) {
		await files.makeFolder(finding.expected, 0o700).catch(ignoreExisting);
		if (finding.state.kind === "missing" && (await makeLink(files, finding)))
			created.push(finding.path);
	}
	const after = await inspectLinks(files, scope);
	const wrong = after.filter(({ required, state }) => required && state.kind !== "ok");
	if (wrong.length > 0) return { kind: "refused", findings: wrong, created };
	return { kind: "ok", created, left: after.filter(({ state }) => state.kind !== "ok") };
}

/** False when something is there already: what it is, the inspection afterwards tells. */
async function makeLink(files: Files, finding: LinkFinding): Promise<boolean> {
	try {
		await files.symlink(finding.expected, finding.path);
		return true;
	} catch (error) {
		ignoreExisting(error);
		return false;
	}
}

/** What is there instead, or that the home went away, is the inspection's to report. */
function ignoreExisting(error: unknown): undefined {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	if (!["EEXIST", "ENOENT", "ENOTDIR"].includes(code)) throw error;
	return undefined;
}
