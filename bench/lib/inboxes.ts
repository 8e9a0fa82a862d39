import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { queueFolders } from "../../src/engine/queue/inbox.ts";
import type { Stage } from "../../src/engine/simulate/stage.ts";

/** About a kilobyte of prose, as people write tasks. */
const BODY = "Look at the failing test, find the cause, and correct it where it belongs.\n".repeat(
	14,
);

const PRIORITIES = ["high", "normal", "normal", "low"];

/** Drops `each` task files into the inbox of every project of the stage. */
export async function fillInboxes(stage: Stage, each: number): Promise<void> {
	for (const { path } of stage.config.projects) {
		const { inbox } = queueFolders(path);
		await mkdir(inbox, { recursive: true });
		for (let n = 0; n < each; n++) {
			const head = `---\ntitle: correct the case ${n}\npriority: ${PRIORITIES[n % 4]}\n---\n`;
			await writeFile(join(inbox, `case-${n}.md`), head + BODY);
		}
	}
}
