import type { Check } from "../../../engine/doctor/check.ts";
import { plain } from "../../tui/present/plain.ts";
import { align } from "../print/table.ts";

const STATUSES = ["pass", "warn", "fail"] as const;

/** One line for each check, the remedy under it where there is one, and the count at the end. */
export function checkLines(checks: readonly Check[]): readonly string[] {
	const lines = align(checks.map(({ status, name, detail }) => [status, name, detail]));
	const told = checks.flatMap(({ remedy }, at) => {
		const line = lines[at] ?? "";
		return remedy === null ? [line] : [line, `      → ${plain(remedy)}`];
	});
	return [...told, "", countText(checks)];
}

function countText(checks: readonly Check[]): string {
	const counts = STATUSES.map((status) => {
		return `${checks.filter((check) => check.status === status).length} ${status}`;
	});
	return counts.join(", ");
}
