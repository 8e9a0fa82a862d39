import { spawn } from "node:child_process";
import { plain } from "../tui/present/plain.ts";
import { shownState } from "../tui/present/words.ts";
import type { Args } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { findSession } from "./find-session.ts";
import { complain, type Io, isTerminal } from "./io.ts";

/** `claude-failover attach NAME`: the live pane of a session, until the operator detaches. */
export async function run({ words }: Args, io: Io): Promise<number> {
	const told = await findSession(io, words[0] ?? "");
	if (told.kind === "exit") return told.code;
	const session = told.body;
	if (session.attach === null) {
		complain(io, plain(`${session.name} has no pane now (it is ${shownState(session)})`));
		return EXIT.refused;
	}
	if (!isTerminal(io)) {
		complain(io, "attach needs a terminal; `claude-failover sessions` works without one");
		return EXIT.usage;
	}
	return runInherited(session.attach, io);
}

/** Without TMUX in its environment tmux attaches also from inside another tmux. */
function runInherited([program = "tmux", ...args]: readonly string[], io: Io): Promise<number> {
	const { TMUX: _tmux, TMUX_PANE: _pane, ...env } = io.env;
	return new Promise((resolve) => {
		const child = spawn(program, args, { stdio: "inherit", env });
		child.once("error", (error) => {
			complain(io, plain(`${program} could not be started: ${error.message}`));
			resolve(EXIT.failed);
		});
		child.once("exit", (code) => resolve(code === 0 ? EXIT.done : EXIT.failed));
	});
}
