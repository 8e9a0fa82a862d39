import { formatProblem } from "../../config/problem.ts";
import { type Check, fail, pass, type Surroundings, warn } from "../check.ts";

/** The configuration: there, and right. Every problem is a line. */
export async function checkConfig({ found }: Surroundings): Promise<readonly Check[]> {
	if (found.kind === "none") {
		const what = `there is no configuration at ${found.file}`;
		return [fail("config", what, "write one with: claude-failover init")];
	}
	if (found.kind === "invalid") {
		return found.problems.map((problem) =>
			fail("config", formatProblem(problem), "correct it; see config.example.yaml"),
		);
	}
	const place = found.config.source.file ?? "without a file";
	return [
		pass("config", place),
		...found.warnings.map((problem) =>
			warn("config", formatProblem(problem), "correct it; see config.example.yaml"),
		),
	];
}
