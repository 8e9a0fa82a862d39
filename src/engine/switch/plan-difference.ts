import type { Plan } from "../../state/client.ts";

/** What changed since a plan was shown, and what to do about it. */
export interface PlanDifference {
	readonly why: string;
	readonly remedy: string;
}

/**
 * Whether a plan that was shown still says the same: nobody acts on a stale sight. Counts: the accounts, who moves,
 * whose turn is cut, and the preconditions. Does not count: who goes first, and who must wait for the end of its turn.
 */
export function planDifference(shown: Plan, now: Plan): PlanDifference | null {
	const failed = failedSince(shown, now);
	const changes = [route, who, whence, cut].flatMap((compare) => compare(shown, now));
	const whys = [...changes, ...failed.map((p) => p.detail)];
	if (whys.length === 0) return null;
	const remedies = failed.flatMap((p) => p.remedy ?? []);
	return { why: whys.join("; "), remedy: remedies.join("; ") || "look at a new plan" };
}

/** What does not hold now and was not shown as failing. */
function failedSince(shown: Plan, now: Plan): Plan["preconditions"] {
	const known = new Set(shown.preconditions.filter((p) => !p.ok).map((p) => p.name));
	return now.preconditions.filter((p) => !p.ok && !known.has(p.name));
}

function route(shown: Plan, now: Plan): readonly string[] {
	const force = shown.force === now.force ? [] : [`it would ${now.force ? "" : "not "}cut turns`];
	if (shown.from === now.from && shown.to === now.to) return force;
	// Without an account to leave, the failed precondition says why.
	return now.from === ""
		? force
		: [`it would now be ${now.from} → ${now.to ?? "nobody"}`, ...force];
}

function who(shown: Plan, now: Plan): readonly string[] {
	if (now.from === "") return [];
	const before = new Set(shown.moves.map((m) => m.session));
	const after = new Set(now.moves.map((m) => m.session));
	const reasons = new Map(now.left.map((l) => [l.session, l.why]));
	const joined = [...after].filter((name) => !before.has(name));
	const gone = [...before].filter((name) => !after.has(name));
	return [
		...joined.map((name) => `${name} would move as well`),
		...gone.map((name) => `${name} would not move any more (${reasons.get(name) ?? "it is gone"})`),
	];
}

/** Sessions of one switch may leave several accounts. */
function whence(shown: Plan, now: Plan): readonly string[] {
	if (shown.from !== now.from) return [];
	const before = new Map(shown.moves.map((m) => [m.session, m.from ?? shown.from]));
	return now.moves.flatMap(({ session, from = now.from }) => {
		const was = before.get(session) ?? from;
		return was === from ? [] : [`${session} would leave ${from}, no longer ${was}`];
	});
}

function cut(shown: Plan, now: Plan): readonly string[] {
	const before = new Map(shown.moves.map((m) => [m.session, m.cut === true]));
	return now.moves
		.filter((m) => m.cut === true && before.get(m.session) === false)
		.map((m) => `the turn that ${m.session} began would be cut`);
}
