import { basename } from "node:path";
import { ask } from "../../engine/control/remote/request.ts";
import type { AccountsView } from "../../engine/control/views/accounts.ts";
import type { CheckpointsView } from "../../engine/control/views/checkpoints.ts";
import type { QueueView } from "../../engine/control/views/queue.ts";
import type { SessionsView } from "../../engine/control/views/sessions.ts";
import type { Snapshot } from "../../state/client.ts";
import { plain } from "../tui/present/plain.ts";
import type { Args, LiveNames } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { controlSocket, type Io, say } from "./io.ts";

/** Longer than this nobody waits for a completion. */
const PATIENCE_MS = 1500;

interface Source {
	readonly path: string;
	names(view: unknown): readonly string[];
}

const source = <View>(path: string, names: (view: View) => readonly string[]): Source => ({
	path,
	names: (view) => names(view as View),
});

const SOURCES: Readonly<Record<LiveNames, Source>> = {
	account: source<AccountsView>("/v1/accounts", (view) => view.accounts.map((one) => one.name)),
	session: source<SessionsView>("/v1/sessions", (view) => view.sessions.map((one) => one.name)),
	task: source<QueueView>("/v1/queue", (view) => view.tasks.map((one) => one.id)),
	checkpoint: source<CheckpointsView>("/v1/checkpoints", ({ checkpoints }) =>
		checkpoints.flatMap(({ session, id }) => [session, id]),
	),
	project: source<Snapshot>("/v1/state", ({ state }) => projects(state)),
};

/** `complete KIND`: says nothing at all where the daemon does not answer at once, and ends well. */
export async function run({ words }: Args, io: Io): Promise<number> {
	const [kind = ""] = words;
	if (!isLive(kind)) return EXIT.done;
	const { path, names } = SOURCES[kind];
	const signal = AbortSignal.timeout(PATIENCE_MS);
	const answer = await ask(controlSocket(io), { method: "GET", path, signal });
	if (answer.kind !== "ok") return EXIT.done;
	for (const name of showable(() => names(answer.body))) say(io, name);
	return EXIT.done;
}

const isLive = (word: string): word is LiveNames => Object.hasOwn(SOURCES, word);

/** A name that a terminal would act on, or that is more than a line, is left out rather than changed. */
function showable(read: () => readonly string[]): readonly string[] {
	try {
		return [...new Set(read())].filter((name) => name !== "" && plain(name) === name);
	} catch {
		// A daemon of another version, whose answer has another shape.
		return [];
	}
}

/** By the name of the folder where it tells them apart, else by the path. */
function projects({ policy }: Snapshot["state"]): readonly string[] {
	const paths = Object.keys(policy?.dispatch?.projects ?? {});
	const bases = paths.map((path) => basename(path));
	return paths.map((path, at) => {
		const base = bases[at] ?? path;
		const own = /^[\w-]+$/.test(base) && bases.indexOf(base) === bases.lastIndexOf(base);
		return own ? base : path;
	});
}
