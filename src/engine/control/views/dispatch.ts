import type { Dispatch, State } from "../../../state/model.ts";

/** Whether tasks are given out, and which pauses there are; what is not known or not there is `null`. */
export type DispatchView = Required<Dispatch>;

/** The pauses as they stand. Times are epoch milliseconds, projects are named by their paths. */
export function dispatchView({ dispatch }: Pick<State, "dispatch">): DispatchView {
	return { until: null, projects: {}, waitsFor: null, wants: {}, ...dispatch };
}
