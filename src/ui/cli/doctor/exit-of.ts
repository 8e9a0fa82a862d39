import type { Check } from "../../../engine/doctor/check.ts";
import { EXIT } from "../exit-codes.ts";

/** The exit code that these checks mean: warnings are no failure. */
export function exitOf(checks: readonly Check[]): number {
	return checks.some(({ status }) => status === "fail") ? EXIT.failed : EXIT.done;
}
