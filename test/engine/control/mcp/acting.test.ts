import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Fixture, refusePlans, START, seededFixture } from "../fixture-client.ts";
import { type Asker, ask } from "./asker.ts";

const ACTS = [
	["force_switch", { to: "backup" }],
	["pause_dispatch", {}],
	["resume_dispatch", {}],
	["add_task", { text: "Do it." }],
	["take_checkpoint", { session: "ccl-2" }],
] as const;

let fixture: Fixture;
let asker: Asker;

beforeEach(async () => {
	fixture = seededFixture();
	asker = await ask(fixture);
});
afterEach(() => asker[Symbol.asyncDispose]());

describe("with the gate closed", () => {
	test("no tool that acts is listed", async () => {
		await using shut = await ask(fixture, { acting: false });
		const names = await shut.names();
		expect(ACTS.filter(([name]) => names.includes(name))).toEqual([]);
	});

	test.each(ACTS)("%s does nothing, and says which option lets it", async (name, args) => {
		await using shut = await ask(fixture, { acting: false });
		const { seq } = fixture.client.store.getState();
		const { error } = await shut.call(name, args);
		expect(error).toContain(`${name} does nothing here`);
		expect(error).toContain("mcp_http.enable_trigger: true");
		expect(fixture.client.store.getState().seq).toBe(seq);
		const { ran, tasks, checkpoints } = fixture;
		expect([ran, tasks.added, checkpoints.took]).toEqual([[], [], []]);
	});

	test("the reason is that of whoever closed it", async () => {
		const closed = { why: "it is night", remedy: "ask again in the morning" };
		await using shut = await ask(fixture, { acting: false, closed });
		const { error } = await shut.call("pause_dispatch");
		expect(error).toBe("pause_dispatch does nothing here: it is night; ask again in the morning");
	});
});

describe("with the gate open", () => {
	test("all tools that act are listed as such", async () => {
		const { tools } = await asker.client.listTools();
		const acting = tools.filter((tool) => tool.annotations?.readOnlyHint === false);
		expect(acting.map((tool) => tool.name)).toEqual(ACTS.map(([name]) => name));
		const harmful = acting.filter((tool) => tool.annotations?.destructiveHint);
		expect(harmful.map((tool) => tool.name)).toEqual(["force_switch", "add_task"]);
	});

	test("a pause is made, told as the HTTP route tells it, and ended", async () => {
		const until = START + 60_000;
		const paused = await asker.call("pause_dispatch", { all: true, until });
		expect(paused.view).toMatchObject({
			schemaVersion: 1,
			dispatch: { paused: true, all: true, until },
		});
		expect(paused.text).toContain("dispatch and automatic switching are paused until 2027-01-15");
		const resumed = await asker.call("resume_dispatch");
		expect(resumed.view.dispatch.paused).toBe(false);
	});

	test("the pause of one project leaves the others", async () => {
		const { view, text } = await asker.call("pause_dispatch", { project: "/srv/app" });
		expect([view.dispatch.paused, Object.keys(view.dispatch.projects)]).toEqual([
			false,
			["/srv/app"],
		]);
		expect(text).toContain("the tasks of /srv/app are paused");
	});

	test("what the engine refuses is told with the remedy", async () => {
		const { error } = await asker.call("pause_dispatch", { project: "nobody" });
		expect(error).toBe("pause_dispatch was refused: there is no such project; see app");
	});

	test("a task is added with all that was said of it", async () => {
		const ask = { text: "# Do it", title: "It", project: "app", priority: "high", name: "it.md" };
		const { view, text } = await asker.call("add_task", ask);
		expect(fixture.tasks.added).toEqual([ask]);
		expect(view.task).toMatchObject({
			id: "app.it",
			priority: "high",
			waitsFor: "an idle session",
		});
		expect(text).toContain("app.it (high) waits");
	});

	test("a task without a project goes by the folder of the asker", async () => {
		await using other = await ask(fixture, { folder: "/srv/app/src" });
		await other.call("add_task", { text: "Do it." });
		await other.call("add_task", { text: "Do it.", project: "app" });
		expect(fixture.tasks.added).toEqual([
			{ text: "Do it.", folder: "/srv/app/src" },
			{ text: "Do it.", project: "app" },
		]);
	});

	test("a checkpoint is taken of a session that is there", async () => {
		const { view } = await asker.call("take_checkpoint", { session: "ccl-2" });
		expect(view.checkpoint).toMatchObject({ session: "ccl-2", conversation: "c-1" });
		const { error } = await asker.call("take_checkpoint", { session: "ccl-3" });
		expect(error).toContain('there is no session "ccl-3"; did you mean ccl-2?');
		expect(fixture.checkpoints.took).toEqual(["ccl-2"]);
	});
});

describe("force_switch", () => {
	test("runs exactly the plan of an id, and plans nothing", async () => {
		const { view, text } = await asker.call("force_switch", { planId: "plan-7" });
		expect([fixture.ran, fixture.asked]).toEqual([["plan-7"], []]);
		expect(view).toMatchObject({ schemaVersion: 1, switchId: "switch-1" });
		expect(text).toContain("switch switch-1 began");
	});

	test("refuses a plan that is stale, and says what changed", async () => {
		const why = "ccl-2 would not move any more (it is stopped)";
		fixture.reply = () => ({ kind: "refused", why, remedy: "make a new plan" });
		const { error } = await asker.call("force_switch", { planId: "plan-7" });
		expect(error).toBe(`force_switch was refused: ${why}; make a new plan`);
	});

	test("without a plan makes one of what was said, and runs it", async () => {
		const wish = { to: "backup", sessions: ["ccl-2"], force: true };
		const { view } = await asker.call("force_switch", wish);
		expect(fixture.asked).toEqual([{ ...wish, purpose: "look", asker: "" }]);
		expect([fixture.ran, view.plan.to]).toEqual([["plan-1"], "backup"]);
	});

	test("does not run what a precondition refuses", async () => {
		refusePlans(fixture);
		const { error } = await asker.call("force_switch", { to: "backup" });
		expect(error).toBe("force_switch was refused: backup is logged out; log in on backup");
		expect(fixture.ran).toEqual([]);
	});

	test.each([
		[{}, "it is not said what is to be switched"],
		[{ force: true }, "it is not said what is to be switched"],
		[{ planId: "plan-7", to: "main" }, "send planId alone"],
		[{ planId: "plan-7", force: false }, "send planId alone"],
		[{ to: "nobody" }, 'there is no account "nobody"'],
		[{ sessions: ["nobody"] }, 'there is no session "nobody"'],
	])("of %j invents nothing", async (args, why) => {
		expect((await asker.call("force_switch", args)).error).toContain(why);
		expect([fixture.asked, fixture.ran]).toEqual([[], []]);
	});
});
