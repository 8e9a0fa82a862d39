import type { Config } from "../config/config.ts";
import type { IsAlive } from "../init/live-sessions.ts";
import { planMigration, stampOf } from "../init/migration/plan.ts";
import type { MigrationPlan } from "../init/migration/types.ts";
import { inspectLinks, isCreatable } from "../links/inspect.ts";
import { type LinkScope, linkScope } from "../links/scope.ts";
import type { Files } from "../ports/files.ts";

/** What `doctor --fix` would do: nothing is overwritten, and what is moved stays as a backup. */
export interface Fix {
	readonly scope: LinkScope;
	/** Real directories that go into the shared tree, and those that cannot, each with the reason. */
	readonly migration: MigrationPlan;
	/** Places of links that are missing and would be made. */
	readonly missing: readonly string[];
}

/** Plans without changing anything. A home that a live process uses is refused by the plan. */
export async function planFix(
	files: Files,
	config: Config,
	{ now, isAlive }: { readonly now: number; readonly isAlive: IsAlive },
): Promise<Fix> {
	const scope = linkScope(config);
	const migration = await planMigration(scope, { stamp: stampOf(now), isAlive });
	const findings = await inspectLinks(files, scope);
	const missing = findings.filter(({ state }) => isCreatable(state)).map(({ path }) => path);
	return { scope, migration, missing };
}

/** Whether there is anything to do. */
export function hasWork({ migration, missing }: Fix): boolean {
	return migration.steps.length > 0 || missing.length > 0;
}

/** Whether something should be done and cannot. */
export function isRefused({ migration }: Fix): boolean {
	return migration.refusals.length > 0 || migration.conflicts.length > 0;
}
