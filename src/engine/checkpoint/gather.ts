import type { CheckpointContent } from "../../state/checkpoint-content.ts";
import type { Session } from "../../state/model.ts";
import type { TranscriptLine } from "../claude/transcript-lines.ts";
import { messageOf, synthetic } from "../claude/transcript-message.ts";
import { lastToolCall } from "../claude/transcript-tool.ts";
import { plainText } from "../config/text/shown.ts";
import type { EngineParts } from "../parts.ts";
import { modeOf } from "../pool/account-launch.ts";
import { cut, type Scrub, scrubber, scrubDeep, scrubRows } from "../scrub.ts";
import { readTranscriptEnd, type TranscriptEnd } from "./transcript-tail.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "files" | "repositories" | "tmux" | "environment"
>;

const TAIL_LINES = 20;
const LONGEST_TEXT = 8_000;
const LONGEST_INPUT = 2_000;
const PANE_ROWS = 40;
const LONGEST_ROW = 300;

export type Gathered = Omit<
	CheckpointContent,
	"schemaVersion" | "id" | "session" | "takenAt" | "why"
>;

/** All that a checkpoint tells of a session as it is now. What cannot be looked at is `null`. */
export async function gather(
	parts: Parts,
	session: Session,
	screen: readonly string[] | null = null,
): Promise<Gathered> {
	const { conversation, project } = session;
	const [end, repository, pane] = await Promise.all([
		conversation === null ? null : readTranscriptEnd(parts, conversation),
		parts.repositories.read(project, session.name, restsSince(session)),
		screen?.slice(-PANE_ROWS) ?? paneRows(parts, session),
	]);
	const scrub = scrubber(parts.config, parts.environment);
	const { account, task, state, doing, owed, turn, turnsDone, contextUsedRatio } = session;
	return {
		...{ account, conversation, task, project, state, owed, turn, turnsDone, contextUsedRatio },
		attempt: attemptOf(parts, session),
		doing: doing === null ? null : scrub(doing),
		lastTool: lastTool(end?.lines ?? [], scrub),
		...modes(parts, session, end?.lines ?? []),
		gitHead: repository?.head ?? null,
		repository,
		transcriptBytes: end?.bytes ?? null,
		transcript: end === null ? null : tailOf(end, scrub),
		pane: pane === null ? null : cleanRows(pane, scrub),
	};
}

/** When it last did something; `null`: it is at work. */
function restsSince({ state, stateSince, turn }: Session): number | null {
	return turn === null && state === "idle" ? stateSince : null;
}

function attemptOf({ recorder }: Parts, session: Session): Gathered["attempt"] {
	const task = session.task === null ? undefined : recorder.state().tasks.get(session.task);
	if (task === undefined) return null;
	return { task: task.id, title: task.title, number: task.attempt, file: task.file };
}

function lastTool(lines: readonly TranscriptLine[], scrub: Scrub): Gathered["lastTool"] {
	const call = lastToolCall(lines);
	return call === null ? null : { ...call, input: cut(scrub(call.input), LONGEST_INPUT) };
}

/** As the transcript has them last, else as the session is started. */
function modes({ config }: Parts, session: Session, lines: readonly TranscriptLine[]) {
	const account = config.accounts.find(({ name }) => name === session.account);
	const given =
		account === undefined ? null : modeOf(config, account, session.name, session.chosenModel);
	const used = lines.map((line) => messageOf(line)?.model ?? null);
	const mode = lines.findLast(({ type }) => type === "permission-mode")?.permissionMode;
	return {
		model: used.findLast((one) => one !== null && one !== synthetic) ?? given?.model ?? null,
		permissionMode: typeof mode === "string" ? mode : (given?.permissionMode ?? null),
	};
}

function tailOf({ file, bytes, lines }: TranscriptEnd, scrub: Scrub): Gathered["transcript"] {
	const cwd = lines.findLast((line) => typeof line.cwd === "string")?.cwd;
	const tail = lines.slice(-TAIL_LINES).map((line) => scrubDeep(line, scrub, LONGEST_TEXT));
	return { file, bytes, tail, cwd: typeof cwd === "string" ? cwd : null };
}

async function paneRows({ tmux }: Parts, session: Session): Promise<readonly string[] | null> {
	const pane = session.incarnation?.pane;
	return pane === undefined ? null : tmux.capture(pane, PANE_ROWS);
}

function cleanRows(rows: readonly string[], scrub: Scrub): string[] {
	return scrubRows(rows, scrub).map((row) => plainText(row, LONGEST_ROW));
}
