import type { Session } from "../../state/model.ts";
import { findProgram } from "../claude/find-program.ts";
import { rivalsOf } from "../claude/registry.ts";
import type { AccountConfig } from "../config/config.ts";
import { anewFrom, lastCheckpoint } from "../decide/begin-anew.ts";
import { describeLink } from "../links/describe.ts";
import { ensureLinks } from "../links/ensure.ts";
import { linkScope } from "../links/scope.ts";
import type { EngineParts } from "../parts.ts";
import { type LaunchAsk, type Refused, refused } from "./launched.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "files" | "processes" | "environment" | "tmux" | "owner"
>;

/**
 * What forbids a launch, looked up now; `null` when nothing does. Missing links of the account's home are made on the
 * way; nothing that exists is changed. `transcript`: where the conversation lies, if anywhere.
 */
export async function obstacleTo(
	parts: Parts,
	ask: LaunchAsk,
	account: AccountConfig,
	session: Session,
	transcript: string | null,
): Promise<Refused | null> {
	return (
		(await rivalIn(parts, ask)) ??
		(await wrongLink(parts, account.home)) ??
		missingTranscript(parts, ask, session, transcript) ??
		(await missingProject(parts, ask.project)) ??
		(await missingProgram(parts))
	);
}

/** A live process of that conversation, or in a tmux session of that name, in any home, on any tmux server, ours or not. */
export async function rivalIn(
	parts: Parts,
	{ conversation, session }: Pick<LaunchAsk, "conversation" | "session">,
): Promise<Refused | null> {
	const { config, files, processes } = parts;
	const alive = async (pid: number, start: string | null): Promise<boolean> => {
		const now = await processes.startTime(pid);
		return now !== null && (start === null || start === now);
	};
	for (const { home } of config.accounts) {
		const rivals = await rivalsOf(files, home, { conversation, session }, alive);
		const writer = rivals.find((r) => r.sessionId === conversation);
		if (writer !== undefined) {
			const why = `process ${writer.pid} already writes conversation ${conversation}`;
			return refused(why, "end it first: two writers would split the conversation");
		}
		const [namesake] = rivals;
		// In a session of ours it is a second window that its operator opened.
		if (namesake === undefined || (await isOurs(parts, session))) continue;
		const why = `process ${namesake.pid} runs in a tmux session ${session} that is not ours`;
		return refused(why, "end it, or give the session another name in the configuration");
	}
	return null;
}

async function isOurs({ tmux, owner }: Parts, session: string): Promise<boolean> {
	const list = await tmux.listPanes();
	return list.kind === "ok" && list.panes.some((p) => p.session === session && p.owner === owner);
}

async function wrongLink({ config, files }: Parts, home: string): Promise<Refused | null> {
	const made = await ensureLinks(files, { ...linkScope(config), homes: [home] });
	const wrong = made.kind === "refused" ? made.findings[0] : undefined;
	if (wrong === undefined) return null;
	return refused("its home does not lead to the shared tree", describeLink(wrong));
}

function missingTranscript(
	{ config: { pool }, recorder }: Parts,
	ask: LaunchAsk,
	session: Session,
	transcript: string | null,
): Refused | null {
	const begun = session.conversation === ask.conversation && session.conversationStarted;
	if (transcript !== null || !begun) return null;
	const checkpoint = lastCheckpoint(recorder.state(), session);
	const remedy = "bring it back; a new conversation under its id would hide it";
	return refused(
		`the transcript of conversation ${ask.conversation} is not under ${pool.sharedProjectsDir}`,
		checkpoint === null ? remedy : `bring it back, or ${anewFrom(checkpoint)}`,
	);
}

async function missingProject({ files }: Parts, project: string): Promise<Refused | null> {
	const found = await files.stat(project).catch(() => null);
	if (found?.isDirectory()) return null;
	return refused(`its project ${project} is no folder`, "make it, or correct the path");
}

async function missingProgram({ config, files, environment }: Parts): Promise<Refused | null> {
	const { path } = config.claude;
	if ((await findProgram(files, path, environment)) !== null) return null;
	return refused(`${path} was not found`, "install Claude Code, or set claude.path");
}
