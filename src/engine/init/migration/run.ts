import { lstat, readlink, rename, symlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { isThere } from "../claude-home.ts";
import { type IsAlive, liveSessions } from "../live-sessions.ts";
import { copyMissing, notIn, type OnFile } from "./copy.ts";
import { isMissing } from "./tree.ts";
import type { MigrationPlan, MigrationStep } from "./types.ts";

export interface RunOptions {
	readonly isAlive: IsAlive;
	readonly onStep?: (step: MigrationStep, outcome: "done" | "already") => Promise<void>;
	readonly onFile?: OnFile;
}

export interface MigrationFailure {
	readonly step: MigrationStep;
	readonly why: string;
}

export interface MigrationOutcome {
	readonly done: readonly MigrationStep[];
	/** Found done: an earlier run did them. */
	readonly already: readonly MigrationStep[];
	/** The first failed step of each home; later ones of that home were left out. */
	readonly failed: readonly MigrationFailure[];
}

/** A step's result; a text says why it could not be done. */
type StepResult = "done" | "already" | { readonly why: string };

/**
 * Runs a plan. Every step looks at the world again before it acts, nothing is ever overwritten or
 * deleted, and the original directory stays as the backup; so an interrupted run is simply repeated,
 * with the same plan or a new one.
 */
export async function runMigration(
	plan: Pick<MigrationPlan, "steps">,
	options: RunOptions,
): Promise<MigrationOutcome> {
	const done: MigrationStep[] = [];
	const already: MigrationStep[] = [];
	const failed: MigrationFailure[] = [];
	for (const step of plan.steps) {
		if (failed.some((failure) => failure.step.home === step.home)) continue;
		const result = await runStep(step, options).catch(whyNot);
		if (typeof result === "object") {
			failed.push({ step, why: result.why });
			continue;
		}
		(result === "done" ? done : already).push(step);
		await options.onStep?.(step, result);
	}
	return { done, already, failed };
}

async function runStep(step: MigrationStep, options: RunOptions): Promise<StepResult> {
	if (step.kind === "link") return makeLink(step);
	const original = await kindOf(step.from);
	if (original === "link" || original === "nothing") return "already";
	if (original !== "directory") return { why: `${step.from} is no directory any more` };
	const live = await liveSessions(step.home, options.isAlive);
	if (live.length > 0) return { why: `claude was started with ${step.home} (pid ${live[0]?.pid})` };
	return step.kind === "backup" ? setAside(step) : copy(step, options.onFile);
}

async function copy(step: MigrationStep, onFile: OnFile = async () => {}): Promise<StepResult> {
	const different = await copyMissing(step.from, step.to, onFile);
	return different.length === 0 ? "done" : { why: differs(step.to, different) };
}

/** Renames the original, once everything in it is proven to be in the shared tree. */
async function setAside(step: MigrationStep): Promise<StepResult> {
	const { shared } = step;
	const before = await notIn(step.from, shared);
	if (before.length > 0) return { why: differs(shared, before) };
	const backup = await freeName(step.to);
	await rename(step.from, backup);
	const after = await notIn(backup, shared);
	if (after.length === 0) return "done";
	if ((await kindOf(step.from)) === "nothing") await rename(backup, step.from);
	return { why: `${differs(shared, after)} while it was set aside` };
}

/** Puts the link where the original was; what has come there meanwhile is left alone. */
async function makeLink(step: MigrationStep): Promise<StepResult> {
	try {
		await symlink(step.to, step.from);
		return "done";
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
	}
	const target = await readlink(step.from).catch(() => null);
	if (target !== null && resolve(dirname(step.from), target) === step.to) return "already";
	return { why: `${step.from} was made anew meanwhile; run this again` };
}

async function kindOf(path: string): Promise<"nothing" | "link" | "directory" | "other"> {
	try {
		const entry = await lstat(path);
		if (entry.isSymbolicLink()) return "link";
		return entry.isDirectory() ? "directory" : "other";
	} catch (error) {
		if (isMissing(error)) return "nothing";
		throw error;
	}
}

async function freeName(wanted: string): Promise<string> {
	for (let number = 1; ; number += 1) {
		const name = number === 1 ? wanted : `${wanted}-${number}`;
		if (!(await isThere(name))) return name;
	}
}

function differs(shared: string, names: readonly string[]): string {
	const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
	return `not the same in ${shared}: ${names.slice(0, 3).join(", ")}${more}`;
}

/** What the system refuses is a step's result; anything else is a fault of the program. */
function whyNot(error: unknown): { readonly why: string } {
	if (error instanceof Error && "code" in error) return { why: error.message };
	throw error;
}
