import type { Move, SwitchOutcome } from "../../state/model.ts";

/** What came of a switch whose moves all ended, with a line for people: who moved, how, and who did not. */
export function decideOutcome(moves: readonly Move[]): {
	readonly outcome: SwitchOutcome;
	readonly note: string;
} {
	const count = (is: (move: Move) => boolean): number => moves.filter(is).length;
	const moved = count((m) => m.outcome === "moved");
	const outcome = moved === moves.length ? "done" : moved > 0 ? "partial" : "failed";
	const apart: readonly (readonly [number, string])[] = [
		[count((m) => m.outcome === "moved" && m.readiness === "forced"), "forced"],
		[count((m) => m.outcome === "timed-out"), "timed out"],
		[count((m) => m.outcome === "left"), "left where they were"],
		[count((m) => m.outcome === "failed"), "failed"],
	];
	const parts = apart.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
	return { outcome, note: [`${moved} of ${moves.length} moved`, ...parts].join(", ") };
}
