import { dirname, join } from "node:path";
import * as z from "zod";
import type { Session } from "../../state/model.ts";
import { parseJson, text } from "../claude/lenient.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import type { EngineParts } from "../parts.ts";
import { statusFile, WRITER } from "../queue/status-file.ts";

type Parts = Pick<EngineParts, "config" | "files" | "clock">;

/** A tool tells nothing while it runs, and a build may take long: it is given so many times longer. */
const TOOL_PATIENCE = 4;

const heartbeat = z.looseObject({ session: text, writer: text });

/**
 * How long (ms) a working session has shown no sign of life, when that is too long; `null` while it is not. Signs are a
 * hook, a change of its registry entry, growth of its transcript or of a subagent's, and the heartbeat of
 * `.agent-queue/status.json`. A live process and a tool in flight are none by themselves: they hold a switch back, but
 * a tool that has been silent for four times `janitor.stalled_after` has stalled as well.
 */
export async function silenceOf(
	parts: Parts,
	session: Session,
	registryUpdatedAt: number | null,
): Promise<number | null> {
	const now = parts.clock.now();
	const patience = session.turn?.toolInFlight ? TOOL_PATIENCE : 1;
	const most = parts.config.janitor.stalledAfterMs * patience;
	const told = Math.max(toldAt(session), registryUpdatedAt ?? 0);
	// Files are looked at only when nothing else has told anything for so long.
	if (now - told < most) return null;
	const written = await Promise.all([writtenAt(parts, session), beatAt(parts, session)]);
	const silence = now - Math.max(told, ...written);
	return silence < most ? null : silence;
}

/** The last sign that the state itself knows. */
function toldAt({ turn, incarnation, state, stateSince }: Session): number {
	return Math.max(
		turn?.activeAt ?? 0,
		incarnation?.launchedAt ?? 0,
		incarnation?.confirmedAt ?? 0,
		state === "stalled" ? 0 : stateSince,
	);
}

/** When its transcript, or that of one of its subagents, was last written. */
async function writtenAt({ config, files }: Parts, session: Session): Promise<number> {
	if (session.conversation === null) return 0;
	const { conversation } = session;
	const file = await findTranscript(files, config.pool.sharedProjectsDir, conversation);
	if (file === null) return 0;
	const subagents = join(dirname(file), conversation, "subagents");
	const names = await files.readdir(subagents).catch(() => []);
	const paths = [file, ...names.map((name) => join(subagents, name))];
	return Math.max(...(await Promise.all(paths.map((path) => mtimeOf(files, path)))));
}

/** The heartbeat of a session that keeps its project's status file itself. One that we wrote is no sign of its life. */
async function beatAt({ files }: Parts, session: Session): Promise<number> {
	const path = statusFile(session.project);
	const parsed = heartbeat.safeParse(parseJson(await files.readText(path).catch(() => "")));
	if (!parsed.success || parsed.data.writer === WRITER) return 0;
	if (parsed.data.session !== null && parsed.data.session !== session.name) return 0;
	return mtimeOf(files, path);
}

async function mtimeOf(files: Parts["files"], path: string): Promise<number> {
	const info = await files.stat(path).catch(() => null);
	return info?.mtimeMs ?? 0;
}
