import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { describeLink } from "../../links/describe.ts";
import { inspectLinks, isCreatable, type LinkFinding } from "../../links/inspect.ts";
import type { LinkScope } from "../../links/scope.ts";
import { systemFiles } from "../../ports/files.ts";
import { isDirectory } from "../claude-home.ts";
import { type IsAlive, liveSessions } from "../live-sessions.ts";
import { assessHome, type Claims } from "./assess.ts";
import type { MigrationConflict, MigrationPlan, MigrationRefusal, MigrationStep } from "./types.ts";

export interface PlanOptions {
	/** Ends the names of backups, as in `projects.before-claude-failover-<stamp>`. */
	readonly stamp: string;
	readonly isAlive: IsAlive;
	/** Free bytes where a directory is, or would be. */
	readonly freeBytes?: (dir: string) => Promise<number>;
}

/** What must stay free on the disk. */
const RESERVE_BYTES = 200 * 1024 * 1024;

export type { MigrationPlan, MigrationStep } from "./types.ts";

/**
 * What has to be done so that the real directories of all homes lie in the shared tree. Reads only.
 * A home is done as a whole or not at all.
 */
export async function planMigration(
	scope: LinkScope,
	options: PlanOptions,
): Promise<MigrationPlan> {
	const findings = await inspectLinks(systemFiles, scope);
	const claims: Claims = new Map();
	const plan = {
		steps: [] as MigrationStep[],
		conflicts: [] as MigrationConflict[],
		refusals: [] as MigrationRefusal[],
	};
	for (const home of scope.homes) {
		const own = findings.filter((finding) => finding.home === home);
		const refusals = await refusalsOf(home, own, options.isAlive);
		plan.refusals.push(...refusals.map(({ refusal }) => refusal));
		if (refusals.some(({ whole }) => whole)) continue;
		const assessed = await assessHome(own.filter(isRealDirectory), claims, options.stamp);
		plan.conflicts.push(...assessed.conflicts);
		plan.steps.push(...assessed.steps);
	}
	return withRoom(plan, scope, options.freeBytes ?? freeBytes);
}

function isRealDirectory({ state }: LinkFinding): boolean {
	return state.kind === "not-a-link" && state.what === "directory";
}

/** `whole`: nothing is done for the home. */
async function refusalsOf(home: string, own: readonly LinkFinding[], isAlive: IsAlive) {
	const wrong = own.filter((finding) => {
		const { state } = finding;
		return state.kind !== "ok" && !isCreatable(state) && !isRealDirectory(finding);
	});
	const refusals = wrong.map((finding) => {
		const refusal = { home, why: describeLink(finding), remedy: "" };
		return { whole: finding.required, refusal };
	});
	if (!own.some(isRealDirectory)) return refusals;
	const live = await liveSessions(home, isAlive);
	if (live.length === 0) return refusals;
	const pids = live.map(({ pid }) => pid).join(", ");
	const why = `${home} is in use: claude runs with it (pid ${pids}).`;
	const remedy = "End those sessions, then run this again.";
	return [...refusals, { whole: true, refusal: { home, why, remedy } }];
}

async function withRoom(
	plan: MigrationPlan,
	scope: LinkScope,
	free: (dir: string) => Promise<number>,
): Promise<MigrationPlan> {
	const needed = plan.steps.reduce((sum, { bytes }) => sum + bytes, 0);
	const root = dirname(scope.sharedProjectsDir);
	const room = needed === 0 ? Number.POSITIVE_INFINITY : await free(root);
	if (room >= needed + RESERVE_BYTES) return plan;
	const mib = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MiB`;
	const why = `${root} has room for ${mib(room)}; the copy needs ${mib(needed + RESERVE_BYTES)}.`;
	const homes = new Set(plan.steps.map(({ home }) => home));
	const refusals = [...homes].map((home) => ({ home, why, remedy: "Make room first." }));
	return { ...plan, steps: [], refusals: [...plan.refusals, ...refusals] };
}

async function freeBytes(dir: string): Promise<number> {
	if (!(await isDirectory(dir))) return freeBytes(dirname(dir));
	const found = await statfs(dir);
	return found.bavail * found.bsize;
}

/** `2026-11-23T08:15:00.123Z` as `20261123T081500Z`. */
export function stampOf(now: number): string {
	return new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
}
