import type { RestoreAsk, RestorePlan } from "../../state/checkpoint-client.ts";
import type { CheckpointContent } from "../../state/checkpoint-content.ts";
import type { Precondition } from "../../state/client.ts";
import type { Checkpoint } from "../../state/model.ts";
import { restoreAccount, restoreContinues, restoreSlot, restoreWriter } from "../decide/restore.ts";
import type { EngineParts } from "../parts.ts";
import { rivalIn } from "../pool/obstacles.ts";
import { CONTINUE_PROMPT } from "../pool/prompts.ts";
import { checkPreconditions } from "../switch/preconditions.ts";
import { summaryPrompt } from "./summary-prompt.ts";
import { transcriptSize } from "./transcript-size.ts";

type Parts = Pick<
	EngineParts,
	| "config"
	| "recorder"
	| "clock"
	| "files"
	| "processes"
	| "tmux"
	| "environment"
	| "folders"
	| "newId"
	| "owner"
>;

/** The transcript of a checkpoint's conversation as it is now. */
interface Now {
	/** Bytes; `null`: there is none. */
	readonly size: number | null;
}

/** Plans to bring a session back to the conversation of a checkpoint. Nothing is changed by it. */
export async function planRestore(
	parts: Parts,
	checkpoint: Checkpoint,
	content: CheckpointContent,
	ask: RestoreAsk,
): Promise<RestorePlan> {
	const { recorder, clock, newId } = parts;
	const state = recorder.state();
	const session = state.sessions[content.session];
	const account = restoreAccount(state, content, ask.account, clock.now());
	const transcript: Now = { size: await transcriptSize(parts, content.conversation) };
	const fresh = transcript.size === null;
	const continues = !fresh && restoreContinues(session, content);
	const preconditions = [
		restoreSlot(state, content, clock.now()),
		restoreWriter(state, content),
		await noRival(parts, content),
		transcriptIsThere(parts, content, transcript, ask.fresh),
		await folderIsThere(parts, content),
		await tmuxCanBeUsed(parts),
		...(await accountCanTakeIt(parts, content, account)),
	];
	return {
		id: newId(),
		checkpoint,
		session: content.session,
		account,
		cwd: content.project,
		how: fresh ? "new" : "resume",
		conversation: fresh ? null : content.conversation,
		prompt: fresh ? summaryPrompt(content) : continues ? CONTINUE_PROMPT : null,
		stops: session?.incarnation == null ? null : session.conversation,
		notes: notesOf(content, transcript, session?.kind === "autonomous"),
		preconditions,
		runnable: preconditions.every(({ ok }) => ok),
	};
}

function transcriptIsThere(
	{ config }: Parts,
	{ conversation }: CheckpointContent,
	{ size }: Now,
	fresh: boolean,
): Precondition {
	const name = "transcript";
	if (size !== null) return good(name, `conversation ${conversation}, ${size} bytes`);
	const what =
		conversation === null
			? "nothing had been said yet"
			: `the transcript of ${conversation} is gone`;
	if (fresh) return good(name, `${what}: a new conversation begins with a summary`);
	const place = config.pool.sharedProjectsDir;
	const remedy = `bring it back under ${place}, or begin a new conversation with a summary: --new`;
	return bad(name, what, remedy);
}

/** A process of it, or one in its place, that is not ours: in any home, on any tmux server. */
async function noRival(
	parts: Parts,
	{ conversation, session }: CheckpointContent,
): Promise<Precondition> {
	const found = await rivalIn(parts, { conversation: conversation ?? "", session });
	if (found === null) return good("no other process", "no other process has it");
	return bad("no other process", found.why, found.remedy);
}

async function folderIsThere(
	{ files }: Parts,
	{ project }: CheckpointContent,
): Promise<Precondition> {
	const found = await files.stat(project).catch(() => null);
	if (found?.isDirectory()) return good("folder", project);
	return bad("folder", `${project} is no folder`, "bring it back, or make it");
}

/** No server at all is fine: the start makes one. */
async function tmuxCanBeUsed({ tmux }: Parts): Promise<Precondition> {
	const list = await tmux.listPanes();
	if (list.kind === "failed") return bad("tmux", list.why, "see what the tmux server does");
	return good("tmux", list.kind === "ok" ? `${list.panes.length} panes` : "a server is started");
}

async function accountCanTakeIt(
	parts: Parts,
	content: CheckpointContent,
	account: string | null,
): Promise<readonly Precondition[]> {
	if (account === null) {
		return [bad("target account", "no account is known", "configure one, or name it: --account")];
	}
	const pinned = parts.recorder.state().sessions[content.session]?.pinned ?? null;
	const wrong = pinned !== null && pinned !== account;
	const pin = wrong
		? [bad("pin", `${content.session} is pinned to ${pinned}`, `--account ${pinned}`)]
		: [];
	return [...pin, ...(await checkPreconditions(parts, [], account, [content.project]))];
}

function notesOf(content: CheckpointContent, { size }: Now, fed: boolean): readonly string[] {
	const notes: string[] = [];
	const then = content.transcriptBytes ?? 0;
	if (size !== null && size !== then) {
		notes.push(
			`the transcript had ${then} bytes then and has ${size} now: the conversation goes on as it is now, ` +
				"a checkpoint does not take back what was said since",
		);
	}
	if (content.repository !== null) {
		const { head, dirtyCount } = content.repository;
		notes.push(`files are left as they are (then: ${head ?? "no commit"}, ${dirtyCount} changed)`);
	}
	if (fed)
		notes.push(
			"it is fed: once it is idle it may get a task; `claude-failover pause` prevents that",
		);
	return notes;
}

function good(name: string, detail: string): Precondition {
	return { name, ok: true, detail, remedy: null };
}

function bad(name: string, detail: string, remedy: string): Precondition {
	return { name, ok: false, detail, remedy };
}
