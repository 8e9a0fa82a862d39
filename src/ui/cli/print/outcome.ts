import type { DemoOutcome } from "../../../engine/simulate/outcome.ts";
import { plain } from "../../tui/present/plain.ts";
import { count } from "./words.ts";

/** The outcome of a demo for a person. */
export function outcomeLines(outcome: DemoOutcome): readonly string[] {
	const { turns, tasks } = outcome;
	const switches = outcome.switches.map((one) => {
		const end =
			one.outcome === null ? "still open" : `${one.outcome} in ${one.seconds.toFixed(1)} s`;
		return plain(
			`switch ${one.from} → ${one.to} (${one.reason}): ${end}, ${count(one.sessions, "session")} moved`,
		);
	});
	return [
		...(switches.length === 0 ? ["no switch happened"] : switches),
		`sessions: ${outcome.sessions}`,
		`turns: ${turns.started} started, ${turns.finished} finished, ${turns.lost} lost, ${turns.doubled} doubled`,
		`tasks: ${tasks.added} added, ${tasks.done} done, ${tasks.failed} failed, ${tasks.lost} lost, ${tasks.doubled} doubled`,
	];
}

/** A switch succeeded, and nothing was lost or done twice. */
export function succeeded({ switches, turns, tasks }: DemoOutcome): boolean {
	const harmed = turns.lost + turns.doubled + tasks.lost + tasks.doubled;
	return harmed === 0 && switches.some((one) => one.outcome === "done");
}
