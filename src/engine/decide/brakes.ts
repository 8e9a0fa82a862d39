import type { State, Switch, SwitchReason } from "../../state/model.ts";

/** What says not now, and whether a person must be told. */
export interface Brake {
	readonly because: string;
	/** When it lets go by itself (epoch ms); `null`: not by itself, or nobody knows. */
	readonly until: number | null;
	readonly alert: { readonly what: string; readonly remedy: string } | null;
}

export interface BrakeRules {
	readonly policy: "auto" | "ask" | "off";
	readonly minDwellMs: number;
	readonly maxPerHour: number;
}

const HOUR_MS = 3_600_000;

const BY_ITSELF: ReadonlySet<SwitchReason> = new Set(["threshold", "limit", "failback"]);

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
	const recent = failoversOfTheHour(state, now, BY_ITSELF);
	if (recent.count >= rules.maxPerHour) {
		return quietly(tooMany(recent.count, "switches", rules), recent.first + HOUR_MS);
	}
	const since = state.lastSwitchAt === null ? null : now - state.lastSwitchAt;
	if (since === null || since >= rules.minDwellMs) return null;
	const left = rules.minDwellMs - since;
	const minutes = Math.ceil(left / 60_000);
	const because = `the last switch was too recent, ${minutes} min of switch.min_dwell are left`;
	return quietly(because, now + left);
}

function tooManyWalls(state: State, rules: BrakeRules, now: number): Brake | null {
	const walls = failoversOfTheHour(state, now, new Set(["limit"]));
	if (walls.count < rules.maxPerHour) return null;
	const because = tooMany(walls.count, "switches at a limit", rules);
	const what = `${because}: sessions at a limit wait where they are for the reset`;
	const remedy = "look at `claude-failover history`; `claude-failover switch` moves them by hand";
	return { because, until: walls.first + HOUR_MS, alert: { what, remedy } };
}

/** The switches of one failover count as one. `first`: when the earliest of them began. */
function failoversOfTheHour(
	state: State,
	now: number,
	reasons: ReadonlySet<SwitchReason>,
): { readonly count: number; readonly first: number } {
	const since = now - HOUR_MS;
	// One that began ahead of now did so before the clock was set back.
	const counted = state.switches.filter(
		(s) => s.begunAt > since && s.begunAt <= now && reasons.has(s.reason),
	);
	const first = Math.min(...counted.map((s) => s.begunAt));
	return { count: new Set(counted.map(failoverOf)).size, first };
}

/** The failover that a switch is a part of, by the id of its first switch. */
export function failoverOf(one: Switch): string {
	return one.failover ?? one.id;
}

function tooMany(count: number, what: string, rules: BrakeRules): string {
	return `${count} ${what} in the last hour, switch.max_per_hour is ${rules.maxPerHour}`;
}

/** A brake that nobody has to be told of. */
export function quietly(because: string, until: number | null = null): Brake {
	return { because, until, alert: null };
}
