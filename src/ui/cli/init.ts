import { loadConfigText } from "../../engine/config/load.ts";
import { findConfigFile } from "../../engine/config/paths.ts";
import { formatProblem } from "../../engine/config/problem.ts";
import { isThere } from "../../engine/init/claude-home.ts";
import { cleanupWarnings } from "../../engine/init/cleanup-warnings.ts";
import { configText } from "../../engine/init/config-text.ts";
import { processIsAlive } from "../../engine/init/live-sessions.ts";
import { type MigrationPlan, planMigration, stampOf } from "../../engine/init/migration/plan.ts";
import { findProposal, type Proposal } from "../../engine/init/propose.ts";
import { writeNewConfig } from "../../engine/init/write-config.ts";
import { type LinkScope, linkScope } from "../../engine/links/scope.ts";
import { ask } from "./init/ask.ts";
import type { InitArguments, InitIo } from "./init/io.ts";
import { put } from "./init/put.ts";
import { repair } from "./init/repair.ts";
import { foundText, nextSteps, noAccountsText, planText } from "./init/texts.ts";

export type { InitArguments, InitIo } from "./init/io.ts";

/**
 * `init`: finds accounts, sessions and projects, shows what it would write, move and link, and does
 * it when told to. Exit codes: 0 done, 1 nothing to work with or declined, 2 cannot ask, 4 refused.
 */
export async function init(args: InitArguments, io: InitIo): Promise<number> {
	const file = findConfigFile({ env: io.env, home: io.home, flag: args.config });
	if (!args.yes && !args.dryRun && !(io.stdin.isTTY && io.stdout.isTTY)) {
		io.stderr.write("This is no terminal, so that nothing can be asked. ");
		io.stderr.write("Use `claude-failover init --yes`, or `--dry-run` to look first.\n");
		return 2;
	}
	if (await isThere(file)) return repair(file, args, io);
	const proposal = await findProposal({ ...io, isAlive: processIsAlive });
	io.stdout.write(foundText(proposal, io.home));
	if (!proposal.accounts.some(({ state }) => state === "ready" || state === "settings-outside")) {
		io.stderr.write(noAccountsText(proposal));
		return 1;
	}
	return propose(proposal, { ...args, file }, io);
}

interface Settled extends InitArguments {
	readonly file: string;
}

async function propose(proposal: Proposal, args: Settled, io: InitIo): Promise<number> {
	const text = configText(proposal, io.home);
	const loaded = loadConfigText(text, args.file, io);
	io.stdout.write(`\nConfiguration ${args.file}:\n\n${text}\n`);
	if (loaded.kind === "invalid") {
		io.stderr.write(
			"It would not be accepted as it is. Write one by hand from config.example.yaml:\n",
		);
		for (const problem of loaded.problems) io.stderr.write(`${formatProblem(problem)}\n`);
		return 1;
	}
	const scope = linkScope(loaded.config);
	const plan = await planMigration(scope, { stamp: stampOf(io.now), isAlive: processIsAlive });
	io.stdout.write(planText(plan, scope));
	if (args.dryRun) {
		io.stdout.write("\nDry run: nothing was changed.\n");
		return 0;
	}
	return carryOut({ text, plan, scope }, args, io);
}

interface Work {
	readonly text: string;
	readonly plan: MigrationPlan;
	readonly scope: LinkScope;
}

async function carryOut(work: Work, args: Settled, io: InitIo): Promise<number> {
	if (!args.yes && !(await ask(`Write ${args.file} and make the links?`, true, io))) {
		io.stdout.write("Nothing was changed.\n");
		return 1;
	}
	const moves = work.plan.steps.length > 0;
	const mayMove = moves && (args.yes || (await ask("Move the directories as shown?", true, io)));
	if (!(await writeNewConfig(args.file, work.text))) {
		io.stderr.write(`${args.file} came there meanwhile and is never overwritten; run it again.\n`);
		return 4;
	}
	io.stdout.write(`Wrote ${args.file}\n`);
	const steps = mayMove ? work.plan.steps : [];
	const { complete } = await put({ steps, scope: work.scope }, io);
	for (const line of await cleanupWarnings(work.scope.homes)) io.stderr.write(`${line}\n`);
	io.stdout.write(nextSteps(args.file, complete));
	return complete ? 0 : 4;
}
