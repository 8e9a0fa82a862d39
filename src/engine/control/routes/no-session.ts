import type { State } from "../../../state/model.ts";
import { nearest } from "../../config/nearest.ts";
import { type HttpProblem, problem } from "../http/problem.ts";

/** The answer about a session that is not there. */
export function noSession(name: string, { sessions }: State): HttpProblem {
	const near = nearest(name, Object.keys(sessions));
	const remedy = near === null ? "GET /v1/sessions lists them" : `did you mean ${near}?`;
	return problem("not-found", `there is no session ${JSON.stringify(name)}`, remedy);
}
