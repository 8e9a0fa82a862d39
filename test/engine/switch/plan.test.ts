import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { movableSessions } from "../../../src/engine/decide/movable.ts";
import { localClient } from "../../../src/engine/local-client.ts";
import { seedHome } from "../../../src/engine/simulate/agent/seed-home.ts";
import { beginSwitch } from "../../../src/engine/switch/begin.ts";
import { planFailover, planManual } from "../../../src/engine/switch/plan.ts";
import type { Pane } from "../../../src/engine/tmux/tmux.ts";
import type { Plan } from "../../../src/state/client.ts";
import type { Event } from "../../../src/state/events.ts";
import type { State } from "../../../src/state/model.ts";
import { HOUR } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;

beforeEach(async () => {
	rig = poolRig();
	await rig.up("ccl-0");
	await rig.up("ccl-auto-11");
});
afterEach(() => rig.parts.recorder.close());

const commit = (...events: readonly Event[]): void => rig.parts.recorder.commit(...events);
const state = (): State => rig.parts.recorder.state();
const manual = (to: string | null = null, sessions: readonly string[] | null = null) =>
	planManual(rig.parts, { to, sessions, force: false });
const automatic = (): Promise<Plan> =>
	planFailover(rig.parts, {
		kind: "switch",
		from: "a",
		to: "b",
		reason: "threshold",
		why: "a: five_hour is at 92 %",
		candidates: [],
		sessions: movableSessions(state(), "a", "threshold", 0, rig.clock.now()).map((s) => s.name),
		later: [],
		failover: null,
		model: null,
	});
const names = (plan: Plan): readonly string[] => plan.moves.map((m) => m.session);
const spend = (account: string): void =>
	commit({
		type: "quota.read",
		account,
		source: "usage-poll",
		incarnation: null,
		windows: [{ window: "five_hour", usedRatio: 1, resetsAt: rig.clock.now() + HOUR }],
		observedAt: rig.clock.now(),
	});

describe("a plan", () => {
	test("says who moves where, how, and why; everything holds and it can run", async () => {
		const plan = await manual();
		expect(plan).toMatchObject({
			from: "a",
			to: "b",
			reason: "manual",
			runnable: true,
			left: [],
			candidates: [{ account: "b", ok: true, why: expect.stringMatching(/^can take over, /) }],
		});
		const quiet = { continues: false, cut: false };
		expect(plan.moves).toEqual([
			{ session: "ccl-0", how: "now: it is between turns", ...quiet, canary: false },
			{ session: "ccl-auto-11", how: "now: it is between turns", ...quiet, canary: true },
		]);
		expect(plan.preconditions.every((p) => p.ok && p.remedy === null)).toBe(true);
	});

	test("says of a session that a task is just being given to that the task comes first", async () => {
		commit(
			{
				...{ type: "task.added", task: "app.one", project: rig.projects.app, title: "one" },
				...{ priority: "normal", file: join(rig.projects.app, "one.md") },
			},
			{
				...{ type: "task.claimed", task: "app.one", attempt: 1, session: "ccl-auto-11" },
				...{ file: join(rig.projects.app, "one.md.dispatched"), conversation: "c", nonce: "n" },
			},
		);
		const how = Object.fromEntries((await manual()).moves.map((m) => [m.session, m.how]));
		expect(how).toMatchObject({
			"ccl-0": "now: it is between turns",
			"ccl-auto-11": "when the task that it is just being given is done",
		});
	});

	test("changes nothing", async () => {
		const before = rig.parts.recorder.store.getState();
		await manual();
		expect(rig.parts.recorder.store.getState()).toBe(before);
		expect(rig.machine.launches).toHaveLength(2);
	});

	test("says of each session at work when it can move", async () => {
		const who = { session: "ccl-0", incarnation: rig.session("ccl-0").incarnation?.id ?? "" };
		commit({ type: "turn.started", ...who, promptId: null, nonce: null });
		expect((await manual()).moves[0]?.how).toBe("when its turn has ended");
		const cut = { outcome: "limit", cause: null, backgroundTasks: 0 } as const;
		commit({ type: "turn.ended", ...who, ...cut });
		expect((await manual()).moves[0]).toMatchObject({
			how: "now: the limit cut its turn",
			continues: true,
		});
	});

	test("says that it waits for an operator who types in a session of their own, unless it is forced", async () => {
		const who = { session: "ccl-0", incarnation: rig.session("ccl-0").incarnation?.id ?? "" };
		const seen = { ...who, typedAt: rig.clock.now(), draft: null };
		commit({ type: "session.attended", ...seen });
		expect((await manual()).moves[0]?.how).toBe("once nobody has typed in it for a minute");
		const forced = await planManual(rig.parts, { to: null, sessions: null, force: true });
		expect(forced.moves[0]?.how).toBe("now: it is between turns");
		commit({ type: "session.attended", ...seen, draft: true });
		expect((await manual()).moves[0]?.how).toBe("once its input box is empty");
	});

	test("moves only those that are named, and says that the others were not chosen", async () => {
		const plan = await manual("b", ["ccl-auto-11"]);
		expect(names(plan)).toEqual(["ccl-auto-11"]);
		expect(plan.left).toEqual([{ session: "ccl-0", why: "not chosen" }]);
	});

	test("leaves those that say never; one that says ask goes along when a person asks", async () => {
		const policy = (move: "ask" | "never"): void => {
			const { kind, project, keepAlive } = rig.session("ccl-0");
			const rest = { kind, project, move, keepAlive };
			commit({ type: "session.registered", session: "ccl-0", ...rest });
		};
		policy("never");
		expect((await manual()).left).toEqual([{ session: "ccl-0", why: "move: never" }]);
		policy("ask");
		expect(names(await manual())).toContain("ccl-0");
		expect(names(await automatic())).toEqual(["ccl-auto-11"]);
		expect((await automatic()).left).toEqual([{ session: "ccl-0", why: "move: ask" }]);
	});

	test("starts nobody whom the operator stopped", async () => {
		await rig.pool.stop("ccl-0", null);
		commit({ type: "session.set-aside", session: "ccl-0", state: "stopped", note: "by hand" });
		const plan = await manual();
		expect(names(plan)).toEqual(["ccl-auto-11"]);
		expect(plan.left).toEqual([{ session: "ccl-0", why: "it is stopped" }]);
	});

	test("without a target cannot run, and says why nobody can take over", async () => {
		spend("b");
		expect(await manual()).toMatchObject({
			to: null,
			runnable: false,
			preconditions: [{ name: "target account", ok: false, detail: "b is spent" }],
		});
	});

	test("of a pool that stands still cannot run", async () => {
		for (const name of ["ccl-0", "ccl-auto-11", "ccl-auto-12"]) {
			commit({ type: "session.removed", session: name });
		}
		expect(await manual()).toMatchObject({
			runnable: false,
			moves: [],
			preconditions: [{ detail: "no session lives on any account" }],
		});
	});
});

describe("a session whose pane is not ours", () => {
	const named = () => manual("b", ["ccl-0"]);
	const isOf = (name: string) => (p: Pane) => p.session === name;
	const change = (name: string, over: Partial<Pane>): void => {
		rig.machine.panes = rig.machine.panes.map((p) => (isOf(name)(p) ? { ...p, ...over } : p));
	};
	const condition = (plan: Plan) => plan.preconditions.find((p) => p.name === "panes");

	test("is left alone, and the others move", async () => {
		change("ccl-0", { owner: "somebody" });
		const plan = await manual("b");
		expect(plan).toMatchObject({ runnable: true, moves: [{ session: "ccl-auto-11" }] });
		expect(plan.left).toEqual([
			{ session: "ccl-0", why: expect.stringMatching(/is not ours any more; look at it with/) },
		]);
		expect(condition(plan)).toMatchObject({
			ok: true,
			detail: "1 are ours, 1 left alone: not ours",
		});
	});

	test.each<[string, Partial<Pane>, RegExp]>([
		["another made it", { owner: "somebody" }, /not ours any more/],
		["it runs another process", { pid: 17 }, /runs process 17, which we did not start/],
		["it was launched again by somebody", { incarnation: "x" }, /which we did not start/],
		["it is gone while its process lives", { id: "%77" }, /its pane is gone/],
	])("stops a switch that was asked for by its name: %s", async (_how, over, why) => {
		change("ccl-0", over);
		const plan = await named();
		expect(plan.runnable).toBe(false);
		expect(condition(plan)).toMatchObject({ ok: false, detail: expect.stringMatching(why) });
		expect(condition(plan)?.remedy).toContain("by hand");
	});

	test("is told from one that has just ended: that is brought back", async () => {
		rig.machine.end(rig.session("ccl-0").incarnation?.pid ?? 0, 1);
		expect(condition(await named())).toMatchObject({ ok: true });
	});

	test("that does not run, and whose name somebody took, is refused with the remedy", async () => {
		rig.machine.end(rig.session("ccl-0").incarnation?.pid ?? 0, 1);
		const incarnation = rig.session("ccl-0").incarnation?.id ?? "";
		commit({ type: "session.ended", session: "ccl-0", incarnation, how: "death", note: null });
		change("ccl-0", { owner: "", incarnation: "" });
		expect(condition(await named())).toMatchObject({
			ok: false,
			detail: "ccl-0: a tmux session ccl-0 that is not ours is there",
			remedy: "rename it, or give the session another name in the configuration",
		});
	});
});

describe("a plan for named sessions", () => {
	/** A third account, which both others can go to. */
	function withC(): PoolRig["parts"] {
		const home = join(rig.root, "homes", "c");
		seedHome(home, { accountUuid: "cccccccc-3333", trustedDirs: Object.values(rig.projects) });
		const kind = { kind: "login", priority: 3, enabled: true } as const;
		commit({ type: "account.registered", account: "c", home, ...kind });
		const { config } = rig.parts;
		const [first] = config.accounts;
		if (first === undefined) throw new Error("no account");
		return {
			...rig.parts,
			config: { ...config, accounts: [...config.accounts, { ...first, name: "c", home }] },
		};
	}
	const named = (to: string | null, ...sessions: readonly string[]): Promise<Plan> =>
		planManual(withC(), { to, sessions, force: false });

	test("takes them from all their accounts to one target, in one switch", async () => {
		await rig.up("ccl-auto-12", { account: "b" });
		const plan = await named("c", "ccl-0", "ccl-auto-12");
		expect(plan).toMatchObject({ from: "a", to: "c", runnable: true });
		expect(plan.moves.map((m) => [m.session, m.from ?? plan.from])).toEqual([
			["ccl-0", "a"],
			["ccl-auto-12", "b"],
		]);
		beginSwitch(rig.parts, plan);
		expect(state().openSwitch?.moves.map((m) => m.from)).toEqual([undefined, "b"]);
	});

	test("chooses a target that none of them lives on", async () => {
		await rig.up("ccl-auto-12", { account: "b" });
		expect(await named(null, "ccl-0", "ccl-auto-12")).toMatchObject({ to: "c", runnable: true });
	});

	test("leaves those that are on the target already, and says so", async () => {
		await rig.up("ccl-auto-12", { account: "b" });
		const plan = await named("b", "ccl-0", "ccl-auto-12");
		expect(names(plan)).toEqual(["ccl-0"]);
		expect(plan.left).toContainEqual({ session: "ccl-auto-12", why: "it lives on b" });
	});

	test("is refused when one of them is pinned elsewhere, and names the way out", async () => {
		const { kind, project, move, keepAlive } = rig.session("ccl-0");
		const rest = { kind, project, move, keepAlive };
		const pin = (pinned: string): void =>
			commit({ type: "session.registered", session: "ccl-0", ...rest, pinned });
		pin("a");
		const plan = await named("b", "ccl-0", "ccl-auto-11");
		expect(plan.runnable).toBe(false);
		expect(plan.preconditions.find((p) => p.name === "sessions")).toMatchObject({
			ok: false,
			detail: "ccl-0 is pinned to a",
			remedy: expect.stringContaining("configuration"),
		});
		pin("b");
		expect(names(await named("b", "ccl-0", "ccl-auto-11"))).toEqual(["ccl-0", "ccl-auto-11"]);
	});

	test("says why one that says never does not go, and is refused when it is the only one", async () => {
		const { kind, project, keepAlive } = rig.session("ccl-0");
		const rest = { kind, project, keepAlive, move: "never" } as const;
		commit({ type: "session.registered", session: "ccl-0", ...rest });
		const two = await named("b", "ccl-0", "ccl-auto-11");
		expect([two.runnable, names(two)]).toEqual([true, ["ccl-auto-11"]]);
		expect(two.left).toContainEqual({ session: "ccl-0", why: "move: never" });
		const alone = await named("b", "ccl-0");
		expect(alone.preconditions.find((p) => !p.ok)?.detail).toContain("ccl-0: move: never");
	});
});

describe("what is checked", () => {
	test("the dry run, the real one and the automatic one check the same list", async () => {
		const [dry, explicit, auto] = [await manual(), await manual("b"), await automatic()];
		const list = dry.preconditions.map((p) => p.name);
		expect(list.length).toBeGreaterThan(7);
		expect(explicit.preconditions.map((p) => p.name)).toEqual(list);
		expect(auto.preconditions.map((p) => p.name)).toEqual(list);
	});

	const failures: readonly [string, string, () => void | Promise<void>][] = [
		["one switch at a time", "wait until", () => begin()],
		["target account", "choose another", () => spend("b")],
		["home", "claude auth login", () => rmSync(home(), { recursive: true })],
		["identity", "log in there", () => seedHome(home(), { accountUuid: "cccccccc" })],
		["another account", "log in with another account", () => twin()],
		["onboarding", "run once", () => writeFileSync(join(home(), ".claude.json"), "{}")],
		["trust", "answer it there once", () => distrust()],
		["panes", "end process", () => takePanes({ owner: "somebody" })],
		["panes", "end process", () => takePanes({ pid: 1 })],
		["links", "ln -sfn", () => symlinkSync("/tmp", join(home(), "projects"))],
		["program", "install Claude Code", () => chmodSync(join(rig.root, "claude"), 0o644)],
		[
			"tmux",
			"start a session",
			() => {
				rig.machine.trouble = { kind: "no-server" };
			},
		],
		[
			"tmux",
			"see what",
			() => {
				rig.machine.trouble = { kind: "failed", why: "hangs" };
			},
		],
	];
	const home = (): string => join(rig.root, "homes", "b");
	/** The home of b was logged in with the account of a. */
	function twin(): void {
		seedHome(home(), { accountUuid: "aaaaaaaa-1111" });
		commit({ type: "account.identified", account: "a", uuid: "aaaaaaaa-1111" });
	}
	/** A session works in a project that nobody has consented to. */
	function distrust(): void {
		const project = join(rig.root, "elsewhere");
		const rest = { kind: "dedicated", project, move: "auto", keepAlive: true } as const;
		commit({ type: "session.registered", session: "ccl-0", ...rest });
	}
	function takePanes(over: Partial<Pane>): void {
		rig.machine.panes = rig.machine.panes.map((p) => ({ ...p, ...over }));
	}
	async function begin(): Promise<void> {
		beginSwitch(rig.parts, await manual());
	}

	test.each(failures)(
		"%s (%s …): the run of a plan that was good stops at what a dry run names now",
		async (name, _, ruin) => {
			commit({ type: "account.identified", account: "b", uuid: "bbbbbbbb-2222" });
			const client = localClient(rig.parts, rig.pool);
			const ask = { to: "b", sessions: null, force: false };
			const good = await client.planSwitch(ask);
			expect(good.runnable).toBe(true);
			await ruin();
			const dry = await client.planSwitch(ask);
			const named = dry.preconditions.find((p) => p.name === name);
			const open = state().openSwitch?.id;
			expect(await client.runSwitch(good.id)).toMatchObject({
				kind: "refused",
				why: expect.stringContaining(named?.detail ?? "no detail"),
				remedy: expect.stringContaining(named?.remedy ?? "no remedy"),
			});
			expect(state().openSwitch?.id).toBe(open);
		},
	);

	test.each(failures)(
		"%s: names the remedy (%s …), and nothing moves",
		async (name, remedy, ruin) => {
			commit({ type: "account.identified", account: "b", uuid: "bbbbbbbb-2222" });
			await ruin();
			const { seq } = rig.parts.recorder.store.getState();
			const plan = await planManual(rig.parts, { to: "b", sessions: null, force: false });
			expect(plan.runnable).toBe(false);
			const failed = plan.preconditions.filter((p) => !p.ok);
			expect(failed.map((p) => p.name)).toContain(name);
			for (const { detail, remedy: what } of failed) {
				expect(detail).toMatch(/\S/);
				expect(what).toMatch(/\S/);
			}
			expect(failed.find((p) => p.name === name)?.remedy).toContain(remedy);
			expect(() => beginSwitch(rig.parts, plan)).toThrow(/cannot run/);
			expect(rig.parts.recorder.store.getState().seq).toBe(seq);
			expect(rig.machine.launches).toHaveLength(2);
		},
	);

	test("every problem is named, not only the first", async () => {
		for (const account of ["a", "b"]) {
			rmSync(join(rig.root, "homes", account, "session-env"), { force: true, recursive: true });
			mkdirSync(join(rig.root, "homes", account, "session-env"));
		}
		rig.machine.trouble = { kind: "failed", why: "hangs" };
		const failed = (await manual("b")).preconditions.filter((p) => !p.ok);
		expect(failed.map((p) => p.name)).toEqual(["tmux", "links"]);
		expect(failed[1]?.detail).toContain(join(rig.root, "homes", "a", "session-env"));
		expect(failed[1]?.detail).toContain(join(rig.root, "homes", "b", "session-env"));
	});

	test("two homes of one account: there is no failover from an account to itself", async () => {
		seedHome(home(), { accountUuid: "aaaaaaaa-1111" });
		commit({ type: "account.identified", account: "a", uuid: "aaaaaaaa-1111" });
		const failed = (await manual("b")).preconditions.filter((p) => !p.ok);
		expect(failed).toMatchObject([
			{ name: "another account", detail: "b is the same account as a" },
		]);
	});

	test("where no account can take over, one in trouble says what is to be done about it", async () => {
		const remedy = "ln -sfn /shared/projects /homes/b/projects";
		const trouble = { cause: "links", what: "its home leads elsewhere", remedy } as const;
		commit({ type: "account.troubled", account: "b", trouble });
		const [problem] = (await manual()).preconditions;
		expect(problem).toMatchObject({ name: "target account", ok: false, remedy });
	});

	test("an account that nobody configured", async () => {
		const failed = (await manual("nobody")).preconditions.filter((p) => !p.ok);
		expect(failed).toMatchObject([{ name: "account", detail: "nobody is not configured" }]);
	});
});

describe("between the sight of a plan and the yes to it", () => {
	test("a new obstacle is told, and nothing begins", async () => {
		const client = localClient(rig.parts, rig.pool);
		const plan = await client.planSwitch({ to: null, sessions: null, force: false });
		rig.machine.trouble = { kind: "failed", why: "tmux hangs" };
		expect(await client.runSwitch(plan.id)).toEqual({
			kind: "refused",
			why: "tmux hangs",
			remedy: "see what the tmux server does",
		});
		expect(state().openSwitch).toBeNull();
	});

	test("a plan is run once, and only as it was shown", async () => {
		const client = localClient(rig.parts, rig.pool);
		const ask = { to: null, sessions: null, force: false };
		const plan = await client.planSwitch(ask);
		expect(await client.runSwitch(plan.id)).toEqual({
			kind: "started",
			switchId: plan.id,
			plan,
		});
		expect(state().openSwitch?.moves.map((m) => [m.session, m.step])).toEqual([
			["ccl-0", "pending"],
			["ccl-auto-11", "pending"],
		]);
		expect(await client.runSwitch(plan.id)).toMatchObject({
			kind: "refused",
			why: "this plan is not known",
		});
	});

	test("a plan whose sessions changed is refused, and nothing begins", async () => {
		const client = localClient(rig.parts, rig.pool);
		const plan = await client.planSwitch({ to: null, sessions: null, force: false });
		commit({ type: "session.removed", session: "ccl-0" });
		expect(await client.runSwitch(plan.id)).toMatchObject({
			kind: "refused",
			why: "ccl-0 would not move any more (it is gone)",
		});
		expect(state().openSwitch).toBeNull();
	});
});
