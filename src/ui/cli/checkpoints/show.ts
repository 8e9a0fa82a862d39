import type { CheckpointContent } from "../../../state/checkpoint-content.ts";
import { plain } from "../../tui/present/plain.ts";
import type { Args } from "../command.ts";
import type { Io } from "../io.ts";
import { align } from "../print/table.ts";
import { ago } from "../print/times.ts";
import { count, percent } from "../print/words.ts";
import { type Sight, show } from "../read-command.ts";
import { talk } from "../talk.ts";
import { findCheckpoint } from "./find.ts";

/** `claude-failover checkpoints show ID`. */
export async function showOne(args: Args, io: Io): Promise<number> {
	const found = await findCheckpoint(io, args.words[1] ?? "");
	if (found.kind === "exit") return found.code;
	const path = `/v1/checkpoints/${encodeURIComponent(found.body)}`;
	const told = await talk<{ readonly content: CheckpointContent }>(io, { method: "GET", path });
	if (told.kind === "exit") return told.code;
	return show(told.body, args, io, ({ content }, sight) => contentLines(content, sight));
}

/** What a checkpoint holds, for a person; the tail of the transcript is in `--json` only. */
export function contentLines(content: CheckpointContent, sight: Sight): readonly string[] {
	const rows: [string, string][] = [
		["checkpoint", `${content.id}, ${ago(content.takenAt, sight.now)}: ${content.why}`],
		["session", `${content.session} on ${content.account ?? "no account"}, ${content.state}`],
		["conversation", conversationOf(content)],
		["folder", content.project],
		...optional("task", taskOf(content)),
		...optional("git", gitOf(content)),
		...optional("doing", content.doing),
		...optional("last tool", toolOf(content)),
		...optional("turn", turnOf(content)),
		["model", `${content.model ?? "-"}, permission mode ${content.permissionMode ?? "-"}`],
	];
	const pane = content.pane ?? [];
	const screen = pane.length === 0 ? [] : ["pane:", ...pane.map((row) => `  ${plain(row)}`)];
	return [...align(rows), ...screen];
}

function optional(name: string, text: string | null): [string, string][] {
	return text === null ? [] : [[name, text]];
}

function conversationOf({
	conversation,
	transcript,
	turnsDone,
	contextUsedRatio,
}: CheckpointContent) {
	if (conversation === null) return "none yet";
	const size = transcript === null ? "no transcript" : `${transcript.bytes} bytes`;
	return `${conversation}, ${size}, ${count(turnsDone, "turn")}, context ${percent(contextUsedRatio)}`;
}

function taskOf({ attempt }: CheckpointContent): string | null {
	return attempt === null ? null : `${attempt.title} (attempt ${attempt.number}), ${attempt.file}`;
}

function gitOf({ repository }: CheckpointContent): string | null {
	if (repository === null) return null;
	const { head, branch, dirty, dirtyCount } = repository;
	const at = `${head?.slice(0, 12) ?? "no commit"}${branch === null ? "" : ` on ${branch}`}`;
	const names = `${dirty.slice(0, 8).join(", ")}${dirtyCount > 8 ? ", …" : ""}`;
	return dirtyCount === 0 ? `${at}, nothing changed` : `${at}, ${dirtyCount} changed: ${names}`;
}

function toolOf({ lastTool }: CheckpointContent): string | null {
	if (lastTool === null) return null;
	return `${lastTool.name} ${lastTool.input}${lastTool.inFlight ? " (no result yet)" : ""}`;
}

function turnOf({ turn, owed }: CheckpointContent): string | null {
	if (turn !== null) return turn.toolInFlight ? "under way, in a tool" : "under way";
	return owed === null ? null : `cut (${owed.cause}), to be continued`;
}
