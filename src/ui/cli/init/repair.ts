import { loadConfig } from "../../../engine/config/load.ts";
import { formatProblem } from "../../../engine/config/problem.ts";
import { processIsAlive } from "../../../engine/init/live-sessions.ts";
import { planMigration, stampOf } from "../../../engine/init/migration/plan.ts";
import { linkScope } from "../../../engine/links/scope.ts";
import { ask } from "./ask.ts";
import type { InitArguments, InitIo } from "./io.ts";
import { put } from "./put.ts";
import { planText } from "./texts.ts";

/**
 * `init` where a configuration is there already: it is left as it is, and its homes get the links that are missing,
 * by the same plan, with the same backups. Exit codes as for `init`.
 */
export async function repair(file: string, args: InitArguments, io: InitIo): Promise<number> {
	const loaded = loadConfig(file, io);
	if (loaded.kind === "invalid") {
		io.stderr.write(`${file} is there and is never overwritten, but it is not valid:\n`);
		for (const problem of loaded.problems) io.stderr.write(`${formatProblem(problem)}\n`);
		return 4;
	}
	io.stdout.write(`${file} is there and is left as it is; only links are looked after.\n`);
	const scope = linkScope(loaded.config);
	const plan = await planMigration(scope, { stamp: stampOf(io.now), isAlive: processIsAlive });
	io.stdout.write(planText(plan, scope));
	if (args.dryRun) {
		io.stdout.write("\nDry run: nothing was changed.\n");
		return 0;
	}
	if (!args.yes && !(await ask("Do this?", true, io))) {
		io.stdout.write("Nothing was changed.\n");
		return 1;
	}
	return (await put({ steps: plan.steps, scope }, io)).complete ? 0 : 4;
}
