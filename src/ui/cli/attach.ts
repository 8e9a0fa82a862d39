import { spawn } from "node:child_process";
import { nearest } from "../../engine/config/nearest.ts";
import type { SessionsView } from "../../engine/control/views/sessions.ts";
import { plain } from "../tui/present/plain.ts";
import type { Args } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io, isTerminal } from "./io.ts";
import { talk } from "./talk.ts";

/** `claude-failover attach NAME`: the live pane of a session, until the operator detaches. */
export async function run({ words }: Args, io: Io): Promise<number> {
	const name = words[0] ?? "";
	const told = await talk<SessionsView>(io, { method: "GET", path: "/v1/sessions" });
	if (told.kind === "exit") return told.code;
	const { sessions } = told.body;
	const session = sessions.find((one) => one.name === name);
	if (session === undefined) {
		complain(io, plain(`there is no session "${name}"${meant(name, sessions)}`));
		return EXIT.usage;
	}
	if (session.attach === null) {
		complain(io, plain(`${name} has no pane now (it is ${session.state})`));
		return EXIT.refused;
	}
	if (!isTerminal(io)) {
		complain(io, "attach needs a terminal; `claude-failover sessions` works without one");
		return EXIT.refused;
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

function meant(name: string, sessions: SessionsView["sessions"]): string {
	const names = sessions.map((session) => session.name);
	const known = nearest(name, names);
	return known === null ? "; `claude-failover sessions` lists them" : `; did you mean ${known}?`;
}
