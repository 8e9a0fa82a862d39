import type { CheckpointComparison } from "../../state/checkpoint-comparison.ts";
import type { CheckpointContent, Repository } from "../../state/checkpoint-content.ts";
import type { EngineParts } from "../parts.ts";
import { scrubber, scrubDeep } from "../scrub.ts";
import { commitsBetween, filesSince, isCommit } from "./git-between.ts";
import { readRepository } from "./repository.ts";
import { transcriptSize } from "./transcript-size.ts";

type Parts = Pick<EngineParts, "commands" | "config" | "environment" | "clock" | "files">;

const LONGEST_TEXT = 2_000;

/** Looks at what there is now of what a checkpoint tells. Nothing is changed by it. */
export async function compareWithNow(
	parts: Parts,
	content: CheckpointContent,
): Promise<CheckpointComparison> {
	const { project, conversation } = content;
	const at = parts.clock.now();
	const [repository, transcriptBytes] = await Promise.all([
		readRepository(parts, project),
		transcriptSize(parts, conversation),
	]);
	const between = await gitBetween(parts, content, repository);
	const made = { checkpoint: content.id, at, repository, transcriptBytes, ...between };
	const scrub = scrubber(parts.config, parts.environment);
	return scrubDeep(made, scrub, LONGEST_TEXT) as CheckpointComparison;
}

async function gitBetween(
	parts: Parts,
	{ project, repository, gitHead }: CheckpointContent,
	now: Repository | null,
): Promise<Pick<CheckpointComparison, "commits" | "files">> {
	const then = repository?.head ?? gitHead;
	if (then === null || now?.head == null || !isCommit(then)) return { commits: null, files: null };
	const [commits, files] = await Promise.all([
		commitsBetween(parts, project, [then, now.head]),
		filesSince(parts, project, then),
	]);
	return { commits, files };
}
