import type { Refusal } from "../../state/client.ts";
import type { Recorder } from "../recorder.ts";

/** What the file system refuses, each said once until it has gone away: one project must not hold up the others. */
export class Troubles {
	readonly #said = new Map<string, string>();

	/** Tells what was refused, if anything was; true then. */
	look(recorder: Recorder, what: string, outcome: unknown): boolean {
		if (!isRefusal(outcome)) {
			this.#said.delete(what);
			return false;
		}
		const { why, remedy } = outcome;
		if (this.#said.get(what) === why) return true;
		this.#said.set(what, why);
		recorder.commit({ type: "operator.warned", what: `${what}: ${why}`, remedy });
		return true;
	}
}

function isRefusal(value: unknown): value is Refusal {
	return typeof value === "object" && value !== null && "kind" in value && value.kind === "refused";
}
