import type { Refusal } from "../../../state/client.ts";
import { ControlCallError } from "./call-error.ts";
import type { Answer } from "./request.ts";

/** What the daemon would not do, when its answer has one of these statuses. */
export function refusalIn(answer: Answer, statuses: readonly number[]): Refusal | null {
	if (answer.kind !== "problem" || !statuses.includes(answer.problem.status)) return null;
	const { detail, remedy } = answer.problem;
	return { kind: "refused", why: detail, remedy: remedy ?? "" };
}

/** The body of a good answer; any other is thrown as a `ControlCallError`. */
export function okBody(answer: Answer): unknown {
	if (answer.kind === "ok") return answer.body;
	if (answer.kind !== "problem") throw new ControlCallError(answer.why, null);
	throw new ControlCallError(answer.problem.detail, answer.problem.remedy);
}
