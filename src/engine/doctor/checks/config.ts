import { formatProblem, type Problem } from "../../config/problem.ts";
import { type Check, fail, pass, type Surroundings, warn } from "../check.ts";

/** The configuration: there, and right. Every problem is a line. */
export async function checkConfig({ found }: Surroundings): Promise<readonly Check[]> {
	if (found.kind === "none") {
		const what = `there is no configuration at ${found.file}`;
		return [fail("config", what, "write one with: claude-failover init")];
	}
	if (found.kind === "invalid") return found.problems.map(told(fail));
	const place = found.config.source.file ?? "without a file";
	return [pass("config", place), ...found.warnings.map(told(warn))];
}

function told(as: typeof fail): (problem: Problem) => Check {
	return (problem) => as("config", formatProblem({ ...problem, remedy: "" }), remedyOf(problem));
}

function remedyOf({ remedy }: Problem): string {
	return remedy === "" ? "correct it; config.example.yaml shows every option" : remedy;
}
