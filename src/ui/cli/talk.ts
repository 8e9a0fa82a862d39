import type { HttpProblem } from "../../engine/control/http/problem.ts";
import { type Answer, type Ask, ask } from "../../engine/control/remote/request.ts";
import { plain } from "../tui/present/plain.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, controlSocket, type Io } from "./io.ts";

export type Told<T> =
	| { readonly kind: "ok"; readonly body: T }
	/** What went wrong has been said; end with this status. */
	| { readonly kind: "exit"; readonly code: number };

/** Asks the daemon; when that fails, says why and what to do, and gives the exit status. */
export async function talk<T>(io: Io, what: Ask): Promise<Told<T>> {
	const answer = await ask(controlSocket(io), what);
	if (answer.kind === "ok") return { kind: "ok", body: answer.body as T };
	return { kind: "exit", code: sayFailure(io, answer) };
}

function sayFailure(io: Io, answer: Exclude<Answer, { kind: "ok" }>): number {
	if (answer.kind === "no-daemon") return sayNoDaemon(io);
	if (answer.kind === "refused") return sayRefusedByDaemon(io, answer.why);
	complain(io, plain(withRemedy(answer.problem.detail, answer.problem.remedy)));
	return codeOf(answer.problem);
}

/** Exit status 3, with how to start a daemon. */
export function sayNoDaemon(io: Io): number {
	complain(
		io,
		`no daemon answers on ${controlSocket(io)}. ` +
			"Start one with `claude-failover --headless`, or open the control room with `claude-failover`.",
	);
	return EXIT.noDaemon;
}

/** Something is there, but does not talk to us. */
export function sayRefusedByDaemon(io: Io, why: string): number {
	complain(io, plain(`${controlSocket(io)} cannot be used: ${why}`));
	return EXIT.failed;
}

export function withRemedy(what: string, remedy: string | null): string {
	return remedy === null || remedy === "" ? what : `${what}; ${remedy}`;
}

function codeOf({ status }: HttpProblem): number {
	if (status === 409 || status === 403) return EXIT.refused;
	return status === 400 || status === 404 ? EXIT.usage : EXIT.failed;
}
