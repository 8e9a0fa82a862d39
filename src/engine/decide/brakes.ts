import type { State, Switch, SwitchReason } from "../../state/model.ts";

/** What says not now, and whether a person must be told. */
export interface Brake {
	readonly because: string;
	readonly alert: { readonly what: string; readonly remedy: string } | null;
}

export interface BrakeRules {
	readonly policy: "auto" | "ask" | "off";
	readonly minDwellMs: number;
	readonly maxPerHour: number;
}

const HOUR_MS = 3_600_000;

/**
 * What holds a failover back. The operator's own order to drain is held by nothing. At the wall there is nothing to
 * stay for, so that only a run of walls is: then something is wrong that another switch would not cure.
 */
export function brakeOf(
	state: State,
	rules: BrakeRules,
	reason: SwitchReason,
	now: number,
): Brake | null {
	if (reason === "drain") return null;
	if (rules.policy === "off") return quietly("switch.policy is off");
	if (reason === "limit") return tooManyWalls(state, rules, now);
	const recent = failoversSince(state, now - HOUR_MS, new Set(["threshold", "limit"]));
	if (recent >= rules.maxPerHour) return quietly(tooMany(recent, "switches", rules));
	const since = state.lastSwitchAt === null ? null : now - state.lastSwitchAt;
	if (since === null || since >= rules.minDwellMs) return null;
	const minutes = Math.ceil((rules.minDwellMs - since) / 60_000);
	return quietly(`the last switch was too recent, ${minutes} min of switch.min_dwell are left`);
}

function tooManyWalls(state: State, rules: BrakeRules, now: number): Brake | null {
	const walls = failoversSince(state, now - HOUR_MS, new Set(["limit"]));
	if (walls < rules.maxPerHour) return null;
	const because = tooMany(walls, "switches at a limit", rules);
	const what = `${because}: sessions at a limit wait where they are for the reset`;
	const remedy = "look at `claude-failover history`; `claude-failover switch` moves them by hand";
	return { because, alert: { what, remedy } };
}

/** The switches of one failover count as one. */
function failoversSince(state: State, since: number, reasons: ReadonlySet<SwitchReason>): number {
	const counted = state.switches.filter((s) => s.begunAt > since && reasons.has(s.reason));
	return new Set(counted.map(failoverOf)).size;
}

/** The failover that a switch is a part of, by the id of its first switch. */
export function failoverOf(one: Switch): string {
	return one.failover ?? one.id;
}

function tooMany(count: number, what: string, rules: BrakeRules): string {
	return `${count} ${what} in the last hour, switch.max_per_hour is ${rules.maxPerHour}`;
}

function quietly(because: string): Brake {
	return { because, alert: null };
}
