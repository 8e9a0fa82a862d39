import { type HttpProblem, problem } from "../http/problem.ts";

/** The answer about a session that is not there. */
export function noSession(): HttpProblem {
	return problem("not-found", "there is no session of that name", "GET /v1/sessions lists them");
}
