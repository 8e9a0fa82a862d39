import type { Snapshot } from "../../../state/client.ts";
import { reviveState } from "../../../state/revive.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { ask } from "./request.ts";

export type Taken =
	| { readonly kind: "ok"; readonly snapshot: Snapshot; readonly pid: number }
	| { readonly kind: "no-daemon" }
	| { readonly kind: "refused"; readonly why: string };

/** Takes a snapshot of the daemon's store. */
export async function takeSnapshot(socketPath: string, signal?: AbortSignal): Promise<Taken> {
	const answer = await ask(socketPath, { method: "GET", path: "/v1/state", signal });
	if (answer.kind === "no-daemon") return { kind: "no-daemon" };
	if (answer.kind === "problem") return { kind: "refused", why: answer.problem.detail };
	if (answer.kind === "refused") return answer;
	const body = answer.body as Snapshot & {
		readonly schemaVersion: number;
		readonly server: { readonly pid: number; readonly version: string };
	};
	if (body.schemaVersion !== SCHEMA_VERSION) {
		const why = `the daemon (version ${body.server?.version}) speaks another protocol than this program; restart it`;
		return { kind: "refused", why };
	}
	const { seq, recent, server } = body;
	return { kind: "ok", snapshot: { seq, state: reviveState(body.state), recent }, pid: server.pid };
}
