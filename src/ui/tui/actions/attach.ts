import type { Room, Terminal } from "../room.ts";
import { type TmuxAround, tmuxAround } from "../tmux-around.ts";
import { toast } from "../view-store.ts";

/** What an attached client is given of the environment: the terminal, the locale, the way to tmux. */
const PASSED =
	/^(PATH|HOME|USER|LOGNAME|SHELL|TERM|COLORTERM|LANG|LC_\w+|TZ|TMPDIR|TMUX_TMPDIR|XDG_RUNTIME_DIR)$/;

/** A small environment without TMUX, so that a tmux client runs inside of a tmux pane too. */
export function attachEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(env).filter(([name]) => PASSED.test(name)));
}

/**
 * Attaches to a session: in a popup of the tmux around this window, by `switch-client` where that tmux has the session
 * itself, else by handing the terminal over until the client ends.
 */
export async function attach(room: Room, session: string, terminal: Terminal): Promise<void> {
	const words = room.client.attachCommand(session);
	if (words === null) {
		toast(room.view, `${session} has no live pane to attach to`, "warn");
		return;
	}
	room.view.setState({ attaching: true });
	try {
		await attachBy(room, session, words, terminal);
	} finally {
		room.view.setState({ attaching: false });
	}
}

async function attachBy(
	room: Room,
	session: string,
	words: readonly string[],
	terminal: Terminal,
): Promise<void> {
	const env = attachEnv(room.options.env);
	const around = await tmuxAround(room, words, env);
	if (around?.isItsOwn === true) await switchTo(room, session, words, around, env);
	else if (around?.hasPopups === true) await popUp(room, session, words, around, env);
	else await handOver(room, session, words, terminal, env);
}

async function handOver(
	room: Room,
	session: string,
	words: readonly string[],
	terminal: Terminal,
	env: NodeJS.ProcessEnv,
): Promise<void> {
	let code: number | null = null;
	await terminal.suspend(async () => {
		code = await room.runChild(words, env, room.closing);
	});
	sayBack(room, session, words, code);
}

/** The room goes on under the popup, which has the keys. */
async function popUp(
	room: Room,
	session: string,
	words: readonly string[],
	{ socket, client }: TmuxAround,
	env: NodeJS.ProcessEnv,
): Promise<void> {
	const { TMUX_TMPDIR } = room.options.env;
	const folder = TMUX_TMPDIR === undefined ? [] : [`TMUX_TMPDIR=${TMUX_TMPDIR}`];
	const popup = ["display-popup", "-c", client, "-E", "-w", "95%", "-h", "95%"];
	// A popup is inside of tmux: a client in it would refuse to attach.
	const clean = ["env", "-u", "TMUX", "-u", "TMUX_PANE", ...folder];
	const run = [words[0] ?? "tmux", "-S", socket, ...popup, ...clean, ...words];
	const { code } = await room.runAside(run, env, room.closing);
	sayBack(room, session, words, code);
}

async function switchTo(
	room: Room,
	session: string,
	words: readonly string[],
	{ socket, client }: TmuxAround,
	env: NodeJS.ProcessEnv,
): Promise<void> {
	const run = [words[0] ?? "tmux", "-S", socket, "switch-client", "-c", client];
	const at = words.indexOf("-t");
	const target = at < 0 ? `=${session}` : (words[at + 1] ?? "");
	const { code } = await room.runAside([...run, "-t", target], env, room.closing);
	if (code !== 0) toast(room.view, `tmux could not switch to ${session}`, "warn");
	else toast(room.view, `you were shown ${session}; your own tmux keys (prefix L) come back here`);
}

function sayBack(room: Room, session: string, words: readonly string[], code: number | null): void {
	if (code === 0) toast(room.view, `back from ${session}`);
	else if (code === null) toast(room.view, `could not run ${words[0] ?? "the client"}`, "warn");
	else toast(room.view, `attaching to ${session} ended with code ${code}`, "warn");
}
