import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import type { Session, State } from "../../src/state/model.ts";
import {
	account,
	life,
	MINUTE,
	NOW,
	quota,
	replay,
	session,
	stateOf,
	task,
	turn,
} from "../support/state-builder.ts";

const name = "ccl-auto-11";

function pool(over: Partial<Session> = {}): State {
	return stateOf({ accounts: [account("a"), account("b")], sessions: [session(name, over)] });
}

const the = (state: State): Session => {
	const found = state.sessions[name];
	if (found === undefined) throw new Error("the session is gone");
	return found;
};

const launched = (id: string, over: Parameters<typeof life>[1] = {}): Event => ({
	type: "session.launched",
	session: name,
	incarnation: life(id, { confirmedAt: null, ...over }),
	why: "moved from a",
	task: null,
});

describe("what a process shows of itself", () => {
	const { id: incarnation = "" } = the(pool()).incarnation ?? {};
	const seen = { type: "session.context-seen", session: name, incarnation } as const;
	const shown = { contextUsedRatio: 0.3, contextTokens: 60_000, cacheWarm: true, model: "opus" };

	test("is kept, and what an older version did not tell stays as it was known", () => {
		const known = replay(pool(), { ...seen, ...shown });
		expect(the(known)).toMatchObject(shown);
		const later = replay(known, { ...seen, contextUsedRatio: 0.4 });
		expect(the(later)).toMatchObject({ ...shown, contextUsedRatio: 0.4 });
		const untold = replay(known, { ...seen, ...shown, cacheWarm: null });
		expect(the(untold).cacheWarm).toBeNull();
	});

	test("goes on with its conversation into the next process, but for the cache of its account", () => {
		const { conversation } = the(pool());
		const known = replay(pool(), { ...seen, ...shown });
		const same = replay(known, launched("life-2", { conversation: conversation ?? "" }));
		expect(the(same)).toMatchObject({ contextTokens: 60_000, model: "opus", cacheWarm: null });
		const fresh = replay(known, launched("life-2", { conversation: "another" }));
		expect(the(fresh)).toMatchObject({ contextTokens: null, model: null, cacheWarm: null });
	});
});

describe("facts of another process life are void", () => {
	const older = { session: name, incarnation: "the-life-before" };
	const late: readonly Event[] = [
		{ type: "session.confirmed", ...older, conversation: "other", source: "startup" },
		{ type: "session.state-seen", ...older, state: "waiting", note: "dialog open" },
		{ type: "session.context-seen", ...older, contextUsedRatio: 0.99 },
		{ type: "session.ended", ...older, how: "death", note: null },
		{ type: "turn.started", ...older, promptId: null, nonce: null },
		{ type: "turn.advanced", ...older, doing: "Bash ls", toolInFlight: true },
		{ type: "turn.ended", ...older, outcome: "limit", cause: null, backgroundTasks: 0 },
	];
	test.each(late.map((event) => [event.type, event] as const))("%s", (_type, event) => {
		const before = pool({ turn: turn(), state: "working" });
		expect(the(replay(before, event))).toEqual(the(before));
	});

	test("an ended process can say nothing more", () => {
		const before = pool({ incarnation: null, state: "stopped" });
		expect(replay(before, ...late)).toEqual(before);
	});

	test("a late good answer from the old account does not vouch for the new one", () => {
		const before = pool({ incarnation: life("now", { account: "b" }), account: "b" });
		const state = replay(before, {
			type: "turn.ended",
			...older,
			outcome: "done",
			cause: null,
			backgroundTasks: 0,
		});
		expect(state.accounts.b?.answeredAt).toBeNull();
	});

	test("a good answer of the present life vouches for its account", () => {
		const before = pool({ incarnation: life("now", { account: "b" }), account: "b", turn: turn() });
		const state = replay(before, {
			type: "turn.ended",
			session: name,
			incarnation: "now",
			outcome: "done",
			cause: null,
			backgroundTasks: 0,
		});
		expect(state.accounts.b?.answeredAt).toBe(NOW);
		expect(state.accounts.a?.answeredAt).toBeNull();
	});

	test("a good answer ends the trouble with a login: somebody logged in again", () => {
		const trouble = { what: "", remedy: "", since: NOW };
		const troubled = (cause: "login-needed" | "links"): State =>
			stateOf({
				accounts: [account("a", [], { trouble: { ...trouble, cause } })],
				sessions: [session(name, { turn: turn() })],
			});
		const answer: Event = {
			type: "turn.ended",
			session: name,
			incarnation: `${name}-1`,
			outcome: "done",
			cause: null,
			backgroundTasks: 0,
		};
		expect(replay(troubled("login-needed"), answer).accounts.a?.trouble).toBeNull();
		expect(replay(troubled("links"), answer).accounts.a?.trouble?.cause).toBe("links");
	});

	test("facts about a session that nobody knows make none", () => {
		const empty = stateOf({});
		expect(replay(empty, ...late, launched("x"))).toEqual(empty);
	});
});

describe("what a conversation is owed", () => {
	const present = { session: name, incarnation: `${name}-1` };
	const working = (): State => pool({ state: "working", turn: turn() });

	test("a turn that the limit cut is owed a continuation, and the session is limited", () => {
		const state = replay(working(), {
			type: "turn.ended",
			...present,
			outcome: "limit",
			cause: "You've hit your limit",
			backgroundTasks: 0,
		});
		expect(the(state)).toMatchObject({
			state: "limited",
			turn: null,
			owed: { since: NOW, cause: "limit" },
		});
	});

	test("what the registry says does not end `limited`, unless it works again", () => {
		const limited = pool({ state: "limited", owed: { since: NOW, cause: "limit" } });
		const seen = (state: "idle" | "waiting" | "working"): Event => ({
			type: "session.state-seen",
			...present,
			state,
			note: null,
		});
		expect(the(replay(limited, seen("idle"))).state).toBe("limited");
		expect(the(replay(limited, seen("waiting"))).state).toBe("limited");
		expect(the(replay(limited, seen("working"))).state).toBe("working");
	});

	const ended = (how: "stop" | "exit" | "death", kind: Session["kind"]): Session => {
		const register = { type: "session.registered", session: "ccl-auto-11", kind } as const;
		const as = { ...register, project: "/srv/app", move: "auto", keepAlive: true } as const;
		return the(replay(working(), as, { type: "session.ended", ...present, how, note: null }));
	};

	test("our own stop in mid-turn is owed; the operator's exit from its own session is not", () => {
		expect(ended("stop", "dedicated").owed?.cause).toBe("stop");
		expect(ended("death", "dedicated").owed?.cause).toBe("death");
		expect(ended("exit", "dedicated")).toMatchObject({ owed: null, state: "stopped", deaths: [] });
	});

	test("an exit from a session that is fed is a death like others: its task goes on", () => {
		const after = ended("exit", "autonomous");
		expect(after).toMatchObject({ owed: { cause: "death" }, state: "unknown" });
		expect(after.deaths).toHaveLength(1);
	});

	test("a stop between turns owes nothing", () => {
		const state = replay(pool(), { type: "session.ended", ...present, how: "stop", note: null });
		expect(the(state)).toMatchObject({ owed: null, incarnation: null, state: "unknown" });
	});

	test("a limit that cut the turn is still owed after our stop and the start elsewhere", () => {
		const limited = pool({ state: "limited", owed: { since: NOW - 5, cause: "limit" } });
		const conversation = the(limited).conversation ?? "";
		const state = replay(
			limited,
			{ type: "session.ended", ...present, how: "stop", note: null },
			launched("second", { account: "b", conversation }),
		);
		expect(the(state)).toMatchObject({ account: "b", owed: { cause: "limit" } });
	});

	test("an accepted prompt settles it", () => {
		const limited = pool({ state: "limited", owed: { since: NOW, cause: "limit" } });
		const state = replay(limited, {
			type: "turn.started",
			...present,
			promptId: null,
			nonce: null,
		});
		expect(the(state)).toMatchObject({ owed: null, state: "working", conversationStarted: true });
	});

	test("a new conversation owes nothing for the old one", () => {
		const limited = pool({ state: "limited", owed: { since: NOW, cause: "limit" } });
		const state = replay(limited, launched("second", { conversation: "another" }));
		expect(the(state)).toMatchObject({ owed: null, conversationStarted: false, state: "starting" });
	});

	test("a turn is not over while background tasks of it run", () => {
		const done = { type: "turn.ended", ...present, outcome: "done", cause: null } as const;
		const state = replay(working(), { ...done, backgroundTasks: 2 });
		expect(the(state)).toMatchObject({ state: "working", turnsDone: 0 });
		expect(the(state).turn).toMatchObject({ toolInFlight: true });
		expect(the(replay(state, { ...done, backgroundTasks: 0 }))).toMatchObject({
			state: "idle",
			turnsDone: 1,
			turn: null,
		});
	});

	test("one failed turn counts once, whoever tells of it", () => {
		const fail: Event = {
			type: "turn.ended",
			...present,
			outcome: "failed",
			cause: "overloaded",
			backgroundTasks: 0,
		};
		expect(the(replay(working(), fail, fail)).failedTurns).toBe(1);
	});

	test("failed turns are counted in a row and forgotten with the first good one", () => {
		const fail: Event = {
			type: "turn.ended",
			...present,
			outcome: "failed",
			cause: "overloaded",
			backgroundTasks: 0,
		};
		const begin: Event = { type: "turn.started", ...present, promptId: null, nonce: null };
		const failed = replay(working(), fail, begin, fail);
		expect(the(failed)).toMatchObject({
			failedTurns: 2,
			state: "idle",
			owed: { cause: "failure" },
		});
		const good = replay(failed, { ...fail, outcome: "done", cause: null });
		expect(the(good).failedTurns).toBe(0);
	});
});

describe("failed turns of a conversation", () => {
	const failing = (): State => pool({ incarnation: null, failedTurns: 3 });
	const { conversation } = session(name);

	test("do not count for the next conversation of its session", () => {
		const next = launched("next", { conversation: "of-the-next-task" });
		expect(the(replay(failing(), next)).failedTurns).toBe(0);
	});

	test("still count when it goes on in another process", () => {
		const again = launched("again", { conversation: conversation ?? "", resumed: true });
		expect(the(replay(failing(), again)).failedTurns).toBe(3);
	});
});

describe("the end of a process that we asked to end", () => {
	const own = { session: name, incarnation: `${name}-1` };
	const stopping: Event = { type: "session.stopping", ...own };
	const ended = (how: "death" | "exit"): Event => ({
		...{ type: "session.ended", ...own, how, note: null },
	});
	const cut = (over: Partial<Session> = {}): State =>
		pool({ kind: "dedicated", state: "working", turn: turn(), ...over });

	test("is our stop, however late it is seen: the cut turn is continued, no death is counted", () => {
		const late = { at: NOW + 30 * MINUTE, event: ended("death") };
		const state = replay(cut(), stopping, late);
		expect(the(state)).toMatchObject({
			incarnation: null,
			deaths: [],
			owed: { cause: "stop", since: late.at },
			orphanOf: null,
		});
		expect(the(state).resumesFailed ?? 0).toBe(0);
	});

	test("is none of ours when it lived on long after it was asked", () => {
		const outlived: Event = { type: "session.stop-outlived", ...own };
		const late = { at: NOW + 30 * MINUTE, event: ended("death") };
		expect(the(replay(cut(), stopping, outlived, late))).toMatchObject({
			deaths: [late.at],
			owed: { cause: "death", since: late.at },
		});
	});

	test("by its operator leaves it stopped, with what was cut owed", () => {
		const byOperator: Event = { ...stopping, by: "operator" };
		const late = { at: NOW + 30 * MINUTE, event: ended("death") };
		for (const kind of ["dedicated", "autonomous"] as const) {
			expect(the(replay(cut({ kind }), byOperator, late))).toMatchObject({
				state: "stopped",
				incarnation: null,
				deaths: [],
				owed: { cause: "stop" },
			});
		}
	});

	test("by its operator counts no more once it outlived that", () => {
		const byOperator: Event = { ...stopping, by: "operator" };
		const outlived: Event = { type: "session.stop-outlived", ...own };
		const late = { at: NOW + 30 * MINUTE, event: ended("death") };
		expect(the(replay(cut(), byOperator, outlived, late)).state).toBe("unknown");
		expect(the(replay(cut(), byOperator, stopping, late)).state).toBe("unknown");
	});

	test("without having been asked it is a death", () => {
		expect(the(replay(cut(), ended("death")))).toMatchObject({
			deaths: [NOW],
			owed: { cause: "death" },
		});
	});

	test("by its operator's own exit stays an exit", () => {
		const state = replay(cut(), stopping, ended("exit"));
		expect(the(state)).toMatchObject({ state: "stopped", owed: null, deaths: [] });
	});

	test("along with its whole tmux server is a loss all the same: nobody knows what else ended", () => {
		const lost: Event = { type: "session.ended", ...own, how: "lost", note: null };
		expect(the(replay(cut(), stopping, lost)).owed).toMatchObject({ cause: "death" });
	});

	test("tells nothing of the next process of its session", () => {
		const next = { session: name, incarnation: "next" };
		const death: Event = { type: "session.ended", ...next, how: "death", note: null };
		const state = replay(cut(), stopping, ended("death"), launched("next"), stopping, death);
		expect(the(state).deaths).toHaveLength(1);
	});
});

describe("unplanned ends", () => {
	test("are remembered for ten minutes", () => {
		let state = pool();
		for (const [n, at] of [NOW, NOW + 6 * MINUTE, NOW + 12 * MINUTE].entries()) {
			state = replay(
				state,
				{ at, event: launched(`life-${n}`) },
				{
					at,
					event: {
						type: "session.ended",
						session: name,
						incarnation: `life-${n}`,
						how: "death",
						note: null,
					},
				},
			);
		}
		expect(the(state).deaths).toEqual([NOW + 6 * MINUTE, NOW + 12 * MINUTE]);
	});

	test("are forgiven when a person lets the session go on", () => {
		const state = replay(pool({ incarnation: null, state: "quarantined", deaths: [1, 2, 3] }), {
			type: "session.released",
			session: name,
		});
		expect(the(state)).toMatchObject({ state: "unknown", deaths: [] });
	});
});

describe("the rest of a session's story", () => {
	test("a session that is registered again keeps what is known of it", () => {
		const state = replay(pool({ turnsDone: 7 }), {
			type: "session.registered",
			session: name,
			kind: "autonomous",
			project: "/srv/other",
			move: "ask",
			keepAlive: false,
		});
		expect(the(state)).toMatchObject({
			turnsDone: 7,
			project: "/srv/other",
			move: "ask",
			keepAlive: false,
			conversation: `conversation-of-${name}-1`,
		});
	});

	test("the conversation that a process says it has is the one that counts", () => {
		const state = replay(pool(), {
			type: "session.confirmed",
			session: name,
			incarnation: `${name}-1`,
			conversation: "after-a-clear",
			source: "clear",
		});
		expect(the(state).conversation).toBe("after-a-clear");
		expect(the(state).incarnation?.confirmedAt).toBe(NOW);
	});

	test("an ended task frees its session", () => {
		const before = stateOf({
			sessions: [session(name, { task: "app.one" }), session("ccl-auto-12", { task: "app.two" })],
			tasks: [task("app.one"), task("app.two")],
		});
		const state = replay(before, {
			type: "task.ended",
			task: "app.one",
			outcome: "done",
			file: "/done/one.md",
			note: null,
		});
		expect(the(state).task).toBeNull();
		expect(state.sessions["ccl-auto-12"]?.task).toBe("app.two");
	});

	const gone: readonly (readonly [string, Event])[] = [
		...(["done", "failed", "uncertain"] as const).map((outcome) => {
			const event: Event = {
				type: "task.ended",
				task: "app.one",
				outcome,
				file: "x.md",
				note: null,
			};
			return [outcome, event] as const;
		}),
		["returned", { type: "task.returned", task: "app.one", file: "x.md", why: "it never began" }],
		["removed", { type: "task.removed", task: "app.one" }],
	];
	test.each(gone)("a task that is %s takes along what its session was owed", (_how, event) => {
		const owed = { since: NOW, cause: "failure" } as const;
		const before = stateOf({
			sessions: [
				session(name, { task: "app.one", owed }),
				session("ccl-auto-12", { task: "app.two", owed }),
			],
			tasks: [task("app.one"), task("app.two")],
		});
		const state = replay(before, event);
		expect(the(state)).toMatchObject({ task: null, owed: null });
		expect(state.sessions["ccl-auto-12"]).toMatchObject({ task: "app.two", owed });
	});

	test("the time of a state is when it was entered, not when it was last seen", () => {
		const seen: Event = {
			type: "session.state-seen",
			session: name,
			incarnation: `${name}-1`,
			state: "working",
			note: null,
		};
		expect(the(replay(pool(), seen, seen, seen)).stateSince).toBe(NOW);
	});

	test("the limits of an account are not touched by what its sessions do", () => {
		const before = stateOf({
			accounts: [account("a", [quota("five_hour", 0.5)])],
			sessions: [session(name)],
		});
		const state = replay(before, launched("second"));
		expect(state.accounts.a).toEqual(before.accounts.a);
	});
});

describe("a conversation that is copied to another account", () => {
	const start = (): State => {
		const held = stateOf({
			accounts: [account("a"), account("b")],
			sessions: [session(name, { conversation: "old", task: "app.job" })],
			tasks: [task("app.job", { state: "running", conversation: "old" })],
		});
		return replay(
			held,
			...([
				{
					...launched("life-2", { account: "b", conversation: "old", resumed: true }),
					task: "app.job",
				} as Event,
				{
					type: "session.confirmed",
					session: name,
					incarnation: "life-2",
					conversation: "old",
					source: "resume",
				},
				{
					type: "session.state-seen",
					session: name,
					incarnation: "life-2",
					state: "waiting",
					note: "whose?",
					question: "owner",
				},
			] as const),
		);
	};
	const copied: Event = {
		type: "session.confirmed",
		session: name,
		incarnation: "life-2",
		conversation: "copy",
		source: "fork",
	};

	test("stands at a question before", () => {
		expect(the(start())).toMatchObject({ question: "owner", conversation: "old" });
	});

	test("goes on under its new id, and so does its task", () => {
		const state = replay(start(), copied);
		expect(the(state)).toMatchObject({ conversation: "copy", incarnation: { copy: "copy" } });
		expect(state.tasks.get("app.job")?.conversation).toBe("copy");
	});

	test("does not follow a copy that another process life made", () => {
		const late = { ...copied, incarnation: "life-1" } as Event;
		const state = replay(start(), late);
		expect(state.tasks.get("app.job")?.conversation).toBe("old");
	});

	test("asks nothing any more once it is at work, or has ended", () => {
		const life = { session: name, incarnation: "life-2" };
		const begun = replay(start(), copied, {
			type: "turn.started",
			...life,
			promptId: null,
			nonce: null,
		});
		expect(the(begun).question).toBeNull();
		const over = replay(start(), { type: "session.ended", ...life, how: "stop", note: null });
		expect(the(over).question).toBeNull();
	});

	test("is bound to no account, as its conversation is another one", () => {
		const bound: Event = { type: "session.bound", session: name, account: "a", why: "b may not" };
		expect(the(replay(start(), bound)).bound).toMatchObject({ account: "a" });
		expect(the(replay(start(), bound, copied)).bound).toBeNull();
		const freed: Event = { ...bound, account: null } as Event;
		expect(the(replay(start(), bound, freed)).bound).toBeNull();
	});
});

describe("what a killed tool left running", () => {
	const life = { session: name, incarnation: "life-1" };
	const inTool: readonly Event[] = [
		{ type: "turn.started", ...life, promptId: null, nonce: null },
		{ type: "turn.advanced", ...life, doing: "Bash make", toolInFlight: true },
	];
	const ended = (how: "death" | "exit" | "stop"): Event => ({
		type: "session.ended",
		...life,
		how,
		note: null,
	});
	const endedAfter = (...events: readonly Event[]): Session => {
		const state = pool({ incarnation: null });
		return the(replay(state, launched("life-1"), ...events));
	};

	test("is remembered until it was ended", () => {
		expect(endedAfter(...inTool, ended("death")).orphanOf).toBe("life-1");
		const cleared: Event = { type: "session.tools-ended", ...life, pids: [1] };
		expect(endedAfter(...inTool, ended("death"), cleared).orphanOf).toBeNull();
	});

	test("is looked for after a stop of ours as well: it may have been killed on the way", () => {
		expect(endedAfter(...inTool, ended("stop")).orphanOf).toBe("life-1");
	});

	test("is nothing after an end between two tools, or after its operator left", () => {
		expect(endedAfter(ended("death")).orphanOf).toBeNull();
		expect(endedAfter(ended("exit")).orphanOf).toBeNull();
	});
});

describe("a process that ends before it has resumed its conversation", () => {
	const resumed = launched("life-2", { conversation: "c", resumed: true });
	const who = { session: name, incarnation: "life-2" };
	const died: Event = { type: "session.ended", ...who, how: "death", note: "exit status 1" };
	const start = pool({ incarnation: null, conversation: "c" });

	test("is counted, until one resumes it or a person lets it start again", () => {
		const twice = replay(start, resumed, died, resumed, died);
		expect(the(twice).resumesFailed).toBe(2);
		const up: Event = { type: "session.confirmed", ...who, conversation: "c", source: "resume" };
		expect(the(replay(twice, resumed, up)).resumesFailed).toBe(0);
		const released: Event = { type: "session.released", session: name };
		expect(the(replay(twice, released)).resumesFailed).toBe(0);
	});

	test("is not counted when it was stopped, or began a new conversation", () => {
		const stopped: Event = { ...died, how: "stop" } as Event;
		expect(the(replay(start, resumed, stopped)).resumesFailed).toBe(0);
		expect(the(replay(start, launched("life-2", { conversation: "c" }), died)).resumesFailed).toBe(
			0,
		);
	});
});
