import type { Room, Terminal } from "../room.ts";
import { toast } from "../view-store.ts";

/** What an attached client is given of the environment: the terminal, the locale, the way to tmux. */
const PASSED =
	/^(PATH|HOME|USER|LOGNAME|SHELL|TERM|COLORTERM|LANG|LC_\w+|TZ|TMPDIR|TMUX_TMPDIR|XDG_RUNTIME_DIR)$/;

/** A small environment without TMUX, so that a tmux client runs inside of a tmux pane too. */
export function attachEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(env).filter(([name]) => PASSED.test(name)));
}

/** Hands the terminal to a client of the session's pane and takes it back when that ends. */
export async function attach(room: Room, session: string, terminal: Terminal): Promise<void> {
	const words = room.client.attachCommand(session);
	if (words === null) {
		toast(room.view, `${session} has no live pane to attach to`, "warn");
		return;
	}
	let code: number | null = null;
	await terminal.suspend(async () => {
		code = await room.runChild(words, attachEnv(room.options.env), room.closing);
	});
	if (code === 0) toast(room.view, `back from ${session}`);
	else if (code === null) toast(room.view, `could not run ${words[0] ?? "the client"}`, "warn");
	else toast(room.view, `attaching to ${session} ended with code ${code}`, "warn");
}
