import type { SessionView } from "../../engine/control/views/sessions.ts";
import { findSession } from "./find-session.ts";
import type { Io } from "./io.ts";
import { type Told, talk } from "./talk.ts";

/** Asks the daemon to do something to the session of that name, and gives the session; what goes wrong is said. */
export async function actOnSession(
	io: Io,
	name: string,
	act: "restart" | "stop",
	body: object,
): Promise<Told<SessionView>> {
	const found = await findSession(io, name);
	if (found.kind === "exit") return found;
	const path = `/v1/sessions/${encodeURIComponent(found.body.name)}/${act}`;
	const told = await talk(io, { method: "POST", path, body });
	return told.kind === "exit" ? told : found;
}
