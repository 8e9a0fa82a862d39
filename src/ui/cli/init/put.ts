import { processIsAlive } from "../../../engine/init/live-sessions.ts";
import { runMigration } from "../../../engine/init/migration/run.ts";
import type { MigrationStep } from "../../../engine/init/migration/types.ts";
import { describeLink } from "../../../engine/links/describe.ts";
import { ensureLinks } from "../../../engine/links/ensure.ts";
import type { LinkScope } from "../../../engine/links/scope.ts";
import { systemFiles } from "../../../engine/ports/files.ts";
import type { InitIo } from "./io.ts";
import { stepText } from "./texts.ts";

/** Moves and links as planned, and tells it; false when something needs a person's hand. */
export async function put(
	work: { readonly steps: readonly MigrationStep[]; readonly scope: LinkScope },
	io: Pick<InitIo, "stdout" | "stderr">,
): Promise<boolean> {
	const moved = await runMigration(work, {
		isAlive: processIsAlive,
		onStep: async (step) => {
			io.stdout.write(`  done: ${stepText(step)}\n`);
		},
	});
	for (const { step, why } of moved.failed) {
		io.stderr.write(`  not done: ${stepText(step)}: ${why}. Nothing is lost; run it again.\n`);
	}
	const linked = await ensureLinks(systemFiles, work.scope);
	for (const path of linked.created) io.stdout.write(`  linked: ${path}\n`);
	const wrong = linked.kind === "ok" ? linked.left : linked.findings;
	for (const finding of wrong) io.stderr.write(`  ${describeLink(finding)}\n`);
	return moved.failed.length === 0 && linked.kind === "ok";
}
