import type * as z from "zod";
import type { State } from "../../../state/model.ts";
import { Dispatch } from "../shapes/dispatch.ts";
import { versioned } from "./versioned.ts";

/** Whether tasks are given out, and which pauses there are; what is not known or not there is `null`. */
export type DispatchView = z.infer<typeof Dispatch>;

/** The pauses as they are once one was begun or ended. */
export const PausesView = versioned({ dispatch: Dispatch });
export type PausesView = z.infer<typeof PausesView>;

/** The pauses as they stand. Times are epoch milliseconds, projects are named by their paths. */
export function dispatchView({ dispatch }: Pick<State, "dispatch">): DispatchView {
	return { until: null, projects: {}, waitsFor: null, wants: {}, ...dispatch };
}
