import type { Session, Task } from "../../state/model.ts";
import { statuslineFile } from "../claude/spool.ts";
import { parseStatusline } from "../claude/statusline.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import { readAllLines } from "../claude/transcript-lines.ts";
import { type AttemptUse, attemptUse } from "../claude/transcript-usage.ts";
import type { EngineParts } from "../parts.ts";
import type { FooterLines } from "./footer.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "folders">;

/** A statusline is a few KiB. */
const STATUSLINE_BYTES = 256 * 1024;

/** So many of the last lines of a failed task's answer are kept with it. */
const LAST_LINES = 5;

/** What became of a task, for the end of its file. What is not known is left out. */
export async function recordOf(
	parts: Parts,
	task: Task,
	outcome: "done" | "failed",
	note: string | null,
): Promise<FooterLines> {
	const { recorder, clock } = parts;
	const session = task.session === null ? undefined : recorder.state().sessions[task.session];
	const use = await readUse(parts, task);
	const took = task.startedAt === null ? null : durationWords(clock.now() - task.startedAt);
	const fresh = session !== undefined && task.context !== "keep";
	const cost = fresh ? await costOf(parts, session) : null;
	const lastLines = outcome === "failed" ? lastLinesOf(use) : [];
	const lines: readonly (readonly [string, string | null])[] = [
		["task", task.id],
		["why", note],
		["attempts", String(task.attempt)],
		["ended", new Date(clock.now()).toISOString()],
		["session", task.session],
		["account", session?.account ?? null],
		["conversation", task.conversation],
		["duration", took],
		["turns", use === null ? null : String(use.turns)],
		["tokens", use === null ? null : `${use.inputTokens} in, ${use.outputTokens} out`],
		["cost", cost === null ? null : `${cost.toFixed(4)} USD`],
		...lastLines.map((line) => ["last line", line] as const),
	];
	return lines.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]));
}

async function readUse({ config, files }: Parts, task: Task): Promise<AttemptUse | null> {
	if (task.nonce === null || task.conversation === null) return null;
	const file = await findTranscript(files, config.pool.sharedProjectsDir, task.conversation);
	return file === null ? null : attemptUse(await readAllLines(files, file), task.nonce);
}

/** What the process that was started for the task says that it has cost; `null`: it does not say, or it did more. */
async function costOf({ files, folders }: Parts, session: Session): Promise<number | null> {
	if (session.incarnation?.carries !== "task") return null;
	const path = statuslineFile(folders.spool, session.incarnation.id);
	const read = await files.readRegular(path, STATUSLINE_BYTES).catch(() => null);
	if (read?.kind !== "ok") return null;
	return parseStatusline(read.bytes.toString("utf8"))?.costUsd ?? null;
}

function lastLinesOf(use: AttemptUse | null): readonly string[] {
	const lines = (use?.lastAnswer ?? "").split("\n").filter((line) => line.trim() !== "");
	return lines.slice(-LAST_LINES);
}

function durationWords(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
	if (hours > 0) return `${hours} h ${minutes % 60} min`;
	return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
