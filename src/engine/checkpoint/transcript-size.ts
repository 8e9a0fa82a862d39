import { findTranscript } from "../claude/transcript-find.ts";
import type { EngineParts } from "../parts.ts";

/** How large the transcript of a conversation is now (bytes); `null`: there is none. */
export async function transcriptSize(
	{ config, files }: Pick<EngineParts, "config" | "files">,
	conversation: string | null,
): Promise<number | null> {
	if (conversation === null) return null;
	const file = await findTranscript(files, config.pool.sharedProjectsDir, conversation);
	return file === null ? null : (await files.stat(file)).size;
}
