import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Room } from "./room.ts";

/** Popups are there since tmux 3.2. */
const POPUPS_SINCE = { major: 3, minor: 2 } as const;

/** The tmux that this window runs in, and the client that shows it. */
export interface TmuxAround {
	readonly socket: string;
	/** The name of the client. */
	readonly client: string;
	readonly hasPopups: boolean;
	/** The session is on that very server. */
	readonly isItsOwn: boolean;
}

/** The tmux around this window, by `TMUX` and what its server answers; `null`: none that could show a session. */
export async function tmuxAround(
	room: Room,
	attach: readonly string[],
	env: NodeJS.ProcessEnv,
): Promise<TmuxAround | null> {
	const [socket] = room.options.env.TMUX?.split(",") ?? [];
	const pane = room.options.env.TMUX_PANE;
	const program = attach[0];
	if (!socket || !pane || program === undefined) return null;
	const format = "#{client_control_mode} #{client_activity} #{version} #{client_name}";
	const ask = [program, "-S", socket, "list-clients", "-t", pane, "-F", format];
	const { code, out } = await room.runAside(ask, env, room.closing);
	const shown = code === 0 ? lastUsed(out) : null;
	if (shown === null) return null;
	const isItsOwn = realOf(socket) === realOf(socketOf(attach, room.options.env));
	return { socket, client: shown.client, hasPopups: popups(shown.version), isItsOwn };
}

/** The socket of the server that attach words lead to. */
export function socketOf(attach: readonly string[], env: NodeJS.ProcessEnv): string {
	const after = (option: string): string | undefined => {
		const at = attach.indexOf(option);
		return at < 0 ? undefined : attach[at + 1];
	};
	const uid = process.getuid?.() ?? 0;
	const folder = join(env.TMUX_TMPDIR || "/tmp", `tmux-${uid}`);
	return after("-S") ?? join(folder, after("-L") ?? "default");
}

interface Client {
	readonly client: string;
	readonly version: string;
}

/** Who used the client last is who pressed the key; a program in control mode shows nothing. */
function lastUsed(listed: string): Client | null {
	const clients = listed.split("\n").flatMap((line) => {
		const [control, activity, version = "", ...name] = line.split(" ");
		if (control !== "0") return [];
		return [{ client: name.join(" "), version, activity: Number(activity) }];
	});
	return clients.toSorted((a, b) => b.activity - a.activity)[0] ?? null;
}

/** A version that is not a number is newer than all that are. */
function popups(version: string): boolean {
	const found = /(\d+)\.(\d+)/.exec(version);
	if (found === null) return true;
	const [major, minor] = [Number(found[1]), Number(found[2])];
	return (
		major > POPUPS_SINCE.major || (major === POPUPS_SINCE.major && minor >= POPUPS_SINCE.minor)
	);
}

function realOf(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}
