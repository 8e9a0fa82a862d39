import { join } from "node:path";
import type { Checkpoint, Session } from "../../state/model.ts";
import { allowedVariables, defaultEnvPass } from "../claude/launch-env.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import { readLines } from "../claude/transcript-lines.ts";
import type { EngineParts } from "../parts.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "commands" | "environment" | "folders"
>;

const TAIL_BYTES = 64 * 1024;
const TAIL_LINES = 20;
const GIT_TIMEOUT_MS = 5_000;

/** Writes a snapshot of a session to disk and records it. It is complete and synced, or not there. */
export async function takeCheckpoint(
	parts: Parts,
	session: Session,
	why: string,
): Promise<Checkpoint> {
	const takenAt = parts.clock.now();
	const stamp = new Date(takenAt).toISOString().replaceAll(":", "-");
	const folder = join(parts.folders.checkpoints, session.name);
	const file = join(folder, `${stamp}.json`);
	const transcript = await transcriptOf(parts, session);
	const checkpoint: Checkpoint = {
		id: `${session.name}@${stamp}`,
		session: session.name,
		takenAt,
		why,
		account: session.account,
		conversation: session.conversation,
		task: session.task,
		gitHead: await gitHead(parts, session.project),
		transcriptBytes: transcript?.bytes ?? null,
		file,
	};
	const { state, doing, owed, turn, project } = session;
	const content = {
		schemaVersion: 1,
		...checkpoint,
		project,
		state,
		doing,
		owed,
		turn,
		transcript,
	};
	await parts.files.makeFolder(folder, 0o700);
	await parts.files.writeDurably(file, JSON.stringify(content, null, "\t"), 0o600);
	parts.recorder.commit({ type: "checkpoint.taken", checkpoint });
	return checkpoint;
}

interface TranscriptTail {
	readonly file: string;
	readonly bytes: number;
	/** The last lines, as they are. */
	readonly tail: readonly unknown[];
}

async function transcriptOf(parts: Parts, session: Session): Promise<TranscriptTail | null> {
	if (session.conversation === null) return null;
	const file = await findTranscript(
		parts.files,
		parts.config.pool.sharedProjectsDir,
		session.conversation,
	);
	if (file === null) return null;
	const { size } = await parts.files.stat(file);
	const { lines } = await readLines(parts.files, file, Math.max(0, size - TAIL_BYTES));
	return { file, bytes: size, tail: lines.slice(-TAIL_LINES) };
}

async function gitHead(parts: Parts, project: string): Promise<string | null> {
	const { commands, environment } = parts;
	const result = await commands({
		file: "git",
		args: ["-C", project, "rev-parse", "HEAD"],
		env: allowedVariables(environment, defaultEnvPass),
		cwd: project,
		timeoutMs: GIT_TIMEOUT_MS,
		maxOutputBytes: 4096,
	});
	return result.kind === "ended" && result.code === 0 ? result.stdout.trim() : null;
}
