import { ensureLinks } from "../links/ensure.ts";
import type { LinkFinding } from "../links/inspect.ts";
import type { LinkScope } from "../links/scope.ts";
import { systemFiles } from "../ports/files.ts";
import { type MigrationOutcome, type RunOptions, runMigration } from "./migration/run.ts";
import type { MigrationStep } from "./migration/types.ts";

export interface PutRight {
	readonly moved: MigrationOutcome;
	/** Links that were made because they were missing. */
	readonly created: readonly string[];
	/** Links that are still wrong: a person's hand is needed. */
	readonly wrong: readonly LinkFinding[];
	/** Every step was done and every required link is right. */
	readonly complete: boolean;
}

/** Moves as planned and makes the links that are missing. What is in the way in one home holds up no other. */
export async function putRight(
	work: { readonly steps: readonly MigrationStep[]; readonly scope: LinkScope },
	options: RunOptions,
): Promise<PutRight> {
	const moved = await runMigration(work, options);
	const created: string[] = [];
	const wrong: LinkFinding[] = [];
	for (const home of work.scope.homes) {
		const linked = await ensureLinks(systemFiles, { ...work.scope, homes: [home] });
		created.push(...linked.created);
		wrong.push(...(linked.kind === "ok" ? linked.left : linked.findings));
	}
	const complete = moved.failed.length === 0 && !wrong.some(({ required }) => required);
	return { moved, created, wrong, complete };
}
