import { processIsAlive } from "../../../engine/init/live-sessions.ts";
import type { MigrationStep } from "../../../engine/init/migration/types.ts";
import { type PutRight, putRight } from "../../../engine/init/put-right.ts";
import { describeLink } from "../../../engine/links/describe.ts";
import type { LinkScope } from "../../../engine/links/scope.ts";
import type { InitIo } from "./io.ts";
import { stepText } from "./texts.ts";

/** Moves and links as planned, and tells it; not `complete` when something needs a person's hand. */
export async function put(
	work: { readonly steps: readonly MigrationStep[]; readonly scope: LinkScope },
	io: Pick<InitIo, "stdout" | "stderr">,
): Promise<PutRight> {
	const result = await putRight(work, {
		isAlive: processIsAlive,
		onStep: async (step) => {
			io.stdout.write(`  done: ${stepText(step)}\n`);
		},
	});
	for (const { step, why } of result.moved.failed) {
		io.stderr.write(`  not done: ${stepText(step)}: ${why}. Nothing is lost; run it again.\n`);
	}
	for (const path of result.created) io.stdout.write(`  linked: ${path}\n`);
	for (const finding of result.wrong) io.stderr.write(`  ${describeLink(finding)}\n`);
	return result;
}
