import type { Event } from "../../../../src/state/events.ts";
import type { MoveStep, Switch } from "../../../../src/state/model.ts";
import { type Fixture, START, seededFixture } from "../../../engine/control/fixture-client.ts";

/** A switch that a test takes forward step by step, at times (ms) after its begin. */
export interface SteppedSwitch {
	readonly fixture: Fixture;
	readonly id: string;
	at(ms: number, ...events: readonly Event[]): void;
	step(ms: number, session: string, step: MoveStep): void;
	moved(ms: number, session: string): void;
	/** As it is now, open or ended. */
	now(): Switch;
}

/** Begins a switch of these sessions from main to backup. */
export function begunSwitch(sessions: readonly string[]): SteppedSwitch {
	const fixture = seededFixture();
	const id = "switch-1";
	const at = (ms: number, ...events: readonly Event[]): void => {
		fixture.at = START + ms;
		fixture.commit(...events);
	};
	const begun = { id, from: "main", to: "backup", reason: "manual", why: "asked for" } as const;
	const moves = sessions.map((session) => ({ session, conversation: null, fromIncarnation: null }));
	at(0, { type: "switch.begun", ...begun, moves });
	return {
		fixture,
		id,
		at,
		step: (ms, session, step) => at(ms, { type: "move.stepped", id, session, step }),
		moved: (ms, session) =>
			at(ms, { type: "move.ended", id, session, outcome: "moved", note: null }),
		now() {
			const { state } = fixture.client.store.getState();
			const now = state.openSwitch ?? state.switches[0];
			if (now === undefined) throw new Error("there is no switch");
			return now;
		},
	};
}
