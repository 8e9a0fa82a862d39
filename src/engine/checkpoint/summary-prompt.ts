import type { CheckpointContent } from "../../state/checkpoint-content.ts";
import { withoutNonces } from "../claude/nonce.ts";
import type { TranscriptLine } from "../claude/transcript-lines.ts";
import { messageOf } from "../claude/transcript-message.ts";

const LONGEST_QUOTE = 4_000;
const MOST_FILES = 40;

/**
 * The first prompt of a new conversation that takes up the work of one that cannot be resumed: what is known of it from
 * its last checkpoint. It asks to look first and to repeat nothing. It is no attempt of a task: marks in what it quotes
 * are taken out.
 */
export function summaryPrompt(content: CheckpointContent): string {
	const parts = [
		"You take up work whose conversation cannot be resumed. This is what is known of it, from a checkpoint " +
			`taken at ${new Date(content.takenAt).toISOString()}. Look at the files first, do not repeat what is ` +
			"complete, and then go on with what is not.",
		listOf(facts(content)),
		quoted("The last prompt was", lastSaid(content, "user")),
		quoted("The last answer was", lastSaid(content, "assistant")),
	];
	return withoutNonces(parts.filter((part) => part !== "").join("\n\n"));
}

function facts(content: CheckpointContent): readonly (readonly [string, string])[] {
	const { attempt, project, transcript, repository, doing, lastTool } = content;
	const known: [string, string][] = [["Folder", project]];
	if (attempt !== null) known.unshift(["Task", `${attempt.title} (${attempt.file})`]);
	if (transcript?.cwd && transcript.cwd !== project) known.push(["Worked in", transcript.cwd]);
	if (repository !== null) known.push(["Git", commitOf(repository)]);
	if (repository !== null && repository.dirtyCount > 0)
		known.push(["Changed", filesOf(repository)]);
	if (doing !== null) known.push(["Was doing", doing]);
	if (lastTool !== null) {
		const end = lastTool.inFlight ? "it had no result yet" : "it had ended";
		known.push(["Last tool", `${lastTool.name} ${lastTool.input}; ${end}`]);
	}
	return known;
}

type Repository = NonNullable<CheckpointContent["repository"]>;

function commitOf({ head, branch }: Repository): string {
	return `${head ?? "no commit yet"}${branch === null ? "" : ` on ${branch}`}`;
}

function filesOf({ dirty, dirtyCount, complete }: Repository): string {
	const more = dirtyCount - Math.min(dirty.length, MOST_FILES);
	const rest = more > 0 || !complete ? `, and ${more}${complete ? "" : " or more"} others` : "";
	return `${dirty.slice(0, MOST_FILES).join(", ")}${rest}`;
}

function listOf(known: readonly (readonly [string, string])[]): string {
	return known.map(([name, value]) => `- ${name}: ${value}`).join("\n");
}

/** The last text of one side in what is left of the transcript; results of tools are nobody's words. */
function lastSaid({ transcript }: CheckpointContent, by: "user" | "assistant"): string | null {
	const messages = (transcript?.tail ?? []).map((line) => messageOf(line as TranscriptLine));
	const said = messages.findLast(
		(one) =>
			one?.type === by &&
			one.text.trim() !== "" &&
			!one.isApiFailure &&
			!one.isMachineMade &&
			!one.hasToolResult,
	);
	return said?.text.trim() ?? null;
}

function quoted(what: string, text: string | null): string {
	if (text === null) return "";
	const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
	return `${what}:\n${short.replaceAll(/^/gm, "> ")}`;
}
