import { SCHEMA_VERSION } from "../../../engine/control/views/schema-version.ts";
import type { Check, Surroundings } from "../../../engine/doctor/check.ts";
import { examine } from "../../../engine/doctor/examine.ts";
import { type Fix, hasWork, isRefused, planFix } from "../../../engine/doctor/fix.ts";
import { processIsAlive } from "../../../engine/init/live-sessions.ts";
import type { PutRight } from "../../../engine/init/put-right.ts";
import { describeLink } from "../../../engine/links/describe.ts";
import { type Args, has } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { ask } from "../init/ask.ts";
import { put } from "../init/put.ts";
import { planText } from "../init/texts.ts";
import { complain, type Io, say } from "../io.ts";
import { jsonText } from "../print/json.ts";
import { exitOf } from "./exit-of.ts";
import { checkLines } from "./lines.ts";

/** `doctor --fix`: shows what would be linked and moved, asks, does it, and looks again. */
export async function fix(
	world: Surroundings,
	checks: readonly Check[],
	args: Args,
	io: Io,
): Promise<number> {
	const json = has(args, "json");
	const tell = json ? () => {} : (line: string) => say(io, line);
	for (const line of checkLines(checks)) tell(line);
	if (world.found.kind !== "ok") {
		if (json) sayResult(io, checks, null, null);
		complain(
			io,
			"without a configuration there is nothing to fix; `claude-failover init` writes one",
		);
		return EXIT.failed;
	}
	const plan = await planFix(world.files, world.found.config, {
		now: world.now,
		isAlive: processIsAlive,
	});
	for (const line of planLines(plan)) tell(line);
	const decided = await decide(plan, args, io);
	if (decided !== "go") {
		if (json) sayResult(io, checks, plan, null);
		return decided === "refused" ? EXIT.refused : exitOf(checks);
	}
	const done = await put({ steps: plan.migration.steps, scope: plan.scope }, quietly(json, io));
	const after = await examine(world);
	if (json) sayResult(io, after, plan, done);
	else for (const line of ["", ...checkLines(after)]) say(io, line);
	return exitOf(after);
}

/** With `--json` stdout has the one object, and nothing else. */
function quietly(json: boolean, io: Io): Pick<Io, "stdout" | "stderr"> {
	return json ? { ...io, stdout: io.stderr } : io;
}

async function decide(plan: Fix, args: Args, io: Io): Promise<"go" | "stay" | "refused"> {
	if (!hasWork(plan)) {
		if (!isRefused(plan)) return "stay";
		complain(io, "nothing of it can be done now; the reasons are above");
		return "refused";
	}
	if (has(args, "dry-run")) return "stay";
	if (has(args, "yes") || (await ask("Do this?", false, io))) return "go";
	say(io, "nothing was changed");
	return "stay";
}

function planLines(plan: Fix): readonly string[] {
	if (!hasWork(plan) && !isRefused(plan)) return ["", "There is nothing that --fix could do."];
	const missing = plan.missing.map((path) => `  link ${path}`);
	return ["", ...planText(plan.migration, plan.scope).trimEnd().split("\n"), ...missing];
}

function sayResult(
	io: Io,
	checks: readonly Check[],
	plan: Fix | null,
	done: PutRight | null,
): void {
	const fix =
		plan === null ? null : { ...plan.migration, missing: plan.missing, outcome: outcomeOf(done) };
	say(io, jsonText({ schemaVersion: SCHEMA_VERSION, checks, fix }, 2));
}

function outcomeOf(done: PutRight | null) {
	if (done === null) return null;
	const { moved, created, wrong, complete } = done;
	return {
		complete,
		done: moved.done,
		failed: moved.failed,
		linked: created,
		wrong: wrong.map((finding) => ({ path: finding.path, what: describeLink(finding) })),
	};
}
