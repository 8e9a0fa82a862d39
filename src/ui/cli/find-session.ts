import { nearest } from "../../engine/config/nearest.ts";
import type { SessionsView, SessionView } from "../../engine/control/views/sessions.ts";
import { plain } from "../tui/present/plain.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io } from "./io.ts";
import { type Told, talk } from "./talk.ts";

/** Asks the daemon for a session; when there is none of that name, says so with the nearest name. */
export async function findSession(io: Io, name: string): Promise<Told<SessionView>> {
	const told = await talk<SessionsView>(io, { method: "GET", path: "/v1/sessions" });
	if (told.kind === "exit") return told;
	const { sessions } = told.body;
	const found = sessions.find((one) => one.name === name);
	if (found !== undefined) return { kind: "ok", body: found };
	complain(io, plain(`there is no session "${name}"${meant(name, sessions)}`));
	return { kind: "exit", code: EXIT.usage };
}

function meant(name: string, sessions: SessionsView["sessions"]): string {
	const names = sessions.map((session) => session.name);
	const known = nearest(name, names);
	return known === null ? "; `claude-failover sessions` lists them" : `; did you mean ${known}?`;
}
