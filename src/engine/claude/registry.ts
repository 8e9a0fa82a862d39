import { join } from "node:path";
import * as z from "zod";
import type { Files } from "../ports/files.ts";
import { number, parseJson, text } from "./lenient.ts";
import { type BoundedRead, errorCode, readAllBounded } from "./read-bounded.ts";

/** One live process as claude itself lists it in its home (`sessions/<pid>.json`, seen on 2.1.330). */
export interface RegistryEntry {
	readonly pid: number;
	/** The conversation. */
	readonly sessionId: string;
	readonly cwd: string | null;
	/** Start time of the process in clock ticks since boot (field 22 of /proc/<pid>/stat). */
	readonly procStart: string | null;
	readonly version: string | null;
	readonly name: string | null;
	/** The tmux session it runs in; `null` outside of tmux, or when it does not tell. */
	readonly tmuxSession: string | null;
	/** `interactive` for a terminal session. */
	readonly kind: string | null;
	/** `unknown` is never to be taken for `idle`. */
	readonly status: "idle" | "busy" | "waiting" | "unknown";
	/** What a waiting one waits for, such as `dialog open`. */
	readonly waitingFor: string | null;
	readonly updatedAt: number | null;
	/** When the process says that it was started (epoch ms). */
	readonly startedAt: number | null;
}

/** Tells whether exactly that process still lives; `procStart` rules out a reused pid. */
export type IsAlive = (pid: number, procStart: string | null) => boolean | Promise<boolean>;

/** An entry as it lies there, nothing of it checked: of many dead ones, only who is wanted is looked at more closely. */
interface Raw {
	readonly sessionId?: unknown;
	readonly tmux?: unknown;
}

type IsWanted = (raw: Raw) => boolean;

const maxBytes = 256 * 1024;

const wire = z.object({
	pid: z.number().int().positive(),
	sessionId: z.string().min(1),
	cwd: text,
	procStart: text,
	version: text,
	name: text,
	tmux: text,
	kind: text,
	status: z.enum(["idle", "busy", "waiting"]).or(z.literal("unknown")).catch("unknown"),
	waitingFor: text,
	updatedAt: number,
	startedAt: number,
});

/**
 * The entry of one process in one home; `null` when there is none, or it cannot be read (it is also
 * missing while a first-run, trust or bypass dialog is open).
 */
export async function readRegistry(
	files: Files,
	home: string,
	pid: number,
): Promise<RegistryEntry | null> {
	const [entry = null] = await readEntries(files, home, [pid]);
	return entry;
}

async function readEntries(
	files: Files,
	home: string,
	pids: readonly number[],
	isWanted: IsWanted = () => true,
): Promise<readonly (RegistryEntry | null)[]> {
	const folder = join(home, "sessions");
	const paths = pids.map((pid) => `${folder}/${pid}.json`);
	const reads = await readAllBounded(files, paths, maxBytes);
	return reads.map((read, nth) => entryIn(read, pids[nth] ?? 0, isWanted));
}

function entryIn(read: BoundedRead, pid: number, isWanted: IsWanted): RegistryEntry | null {
	if (!read.ok) return null;
	const raw = parseJson(read.text) as Raw | null | undefined;
	if (raw == null || !isWanted(raw)) return null;
	const parsed = wire.safeParse(raw);
	if (!parsed.success || parsed.data.pid !== pid) return null;
	const { sessionId, cwd, procStart, version, name, tmux, ...rest } = parsed.data;
	const { kind, status, waitingFor, updatedAt, startedAt } = rest;
	const told = { pid, sessionId, cwd, procStart, version, name, kind, status };
	return { ...told, tmuxSession: sessionIn(tmux), waitingFor, updatedAt, startedAt };
}

/** "session:@window.%pane" (seen on 2.1.330). */
function sessionIn(tmux: unknown): string | null {
	return typeof tmux === "string" ? (/^(.+):@\d+\.%\d+$/.exec(tmux)?.[1] ?? null) : null;
}

/** All processes that a home lists and that `isAlive` confirms; killed ones leave stale files. */
export async function listRegistry(
	files: Files,
	home: string,
	isAlive: IsAlive,
): Promise<RegistryEntry[]> {
	return livingOf(await entriesOf(files, home), isAlive);
}

/** The same, but only processes of one conversation or in a tmux session of that name: the others are not asked about. */
export async function rivalsOf(
	files: Files,
	home: string,
	{ conversation, session }: { readonly conversation: string; readonly session: string },
	isAlive: IsAlive,
): Promise<RegistryEntry[]> {
	const isRival: IsWanted = ({ sessionId, tmux }) =>
		sessionId === conversation || sessionIn(tmux) === session;
	return livingOf(await entriesOf(files, home, isRival), isAlive);
}

async function livingOf(
	entries: readonly RegistryEntry[],
	isAlive: IsAlive,
): Promise<RegistryEntry[]> {
	const live: RegistryEntry[] = [];
	for (const entry of entries) {
		if (await isAlive(entry.pid, entry.procStart)) live.push(entry);
	}
	return live;
}

async function entriesOf(
	files: Files,
	home: string,
	isWanted?: IsWanted,
): Promise<RegistryEntry[]> {
	const names = await namesIn(files, join(home, "sessions"));
	const pids = names.flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number);
	return (await readEntries(files, home, pids, isWanted)).filter((entry) => entry !== null);
}

async function namesIn(files: Files, folder: string): Promise<readonly string[]> {
	try {
		return await files.readdir(folder);
	} catch (error) {
		const code = errorCode(error);
		if (code === "ENOENT" || code === "ENOTDIR") return [];
		throw error;
	}
}
