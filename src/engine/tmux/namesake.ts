import { readFile } from "node:fs/promises";
import { runTmux, type TmuxServer } from "./run.ts";

/** Somebody else's server that hangs shall not hold up a start for long. */
const PATIENCE_MS = 1_000;

/** Sockets that something listens on; there is no such list where there is no /proc, and then nothing is found. */
const LISTENED = "/proc/net/unix";

/**
 * The socket of another tmux server of this user that has `claude` running in a session of that name; `null` when
 * none is found. Panes that an engine made are not meant: another pool may use the same names.
 */
export async function namesakeElsewhere(
	own: TmuxServer,
	name: string,
	environment: NodeJS.ProcessEnv,
): Promise<string | null> {
	const listened = await readFile(LISTENED, "utf8").catch(() => "");
	const servers = new RegExp(`/tmux-${process.getuid?.()}/([^/\\n]+)$`, "gm");
	const others = [...listened.matchAll(servers)].filter(([, socket]) => socket !== own.socket);
	const format = "#{session_name}|#{@ccl_owner}|#{pane_current_command}";
	const found = await Promise.all(
		others.map(async ([, socket]) => {
			const server = { program: own.program, socket: socket ?? "", configFile: null };
			const words = ["list-panes", "-a", "-F", format];
			const list = await runTmux(server, words, environment, PATIENCE_MS);
			const has = list.kind === "ok" && list.out.split("\n").includes(`${name}||claude`);
			return has ? (socket ?? null) : null;
		}),
	);
	return found.find((socket) => socket !== null) ?? null;
}
