import type { DispatchPolicy } from "../state/model.ts";
import { autonomousNames, type Config } from "./config/config.ts";
import { inertOptions } from "./config/inert.ts";
import type { EngineParts } from "./parts.ts";
import { firstActive, rosterEvents } from "./roster.ts";

/** Whose life begins. */
export interface Life {
	readonly pid: number;
	readonly version: string;
	readonly demo: boolean;
}

/** Records that a life of the engine begins, and brings the saved state up to what is configured. */
export function takeUp({ recorder, config, epoch }: EngineParts, life: Life): void {
	const { threshold5h, thresholdWeek } = config.quota;
	const { policy: switchPolicy, strategy } = config.switch;
	const { retries } = config.dispatch;
	recorder.commit({
		type: "engine.started",
		...life,
		epoch,
		policy: {
			...{ threshold5h, thresholdWeek, switchPolicy, strategy, retries },
			dispatch: dispatchPolicy(config),
		},
	});
	recorder.commit(...rosterEvents(recorder.state(), config));
	const inert = inertOptions(config);
	if (inert.length > 0) {
		const what = `set, but without effect in this version: ${inert.join(", ")}`;
		recorder.commit({ type: "operator.warned", what, remedy: "do not rely on them" });
	}
	const active = firstActive(recorder.state());
	if (active !== null) recorder.commit(active);
}

/** What of the configuration decides the order of tasks and what they wait for. */
export function dispatchPolicy({ projects, dispatch, pool }: Config): DispatchPolicy {
	const rules = projects.map(({ path, priority, maxRunning }) => {
		return [path, { priority, maxRunning }] as const;
	});
	return {
		projects: Object.fromEntries(rules),
		models: dispatch.models,
		sessions: autonomousNames(pool),
		capabilities: pool.autonomous?.capabilities ?? [],
	};
}
