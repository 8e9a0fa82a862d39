import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlServer, serveControl } from "../../../../src/engine/control/server.ts";
import { task } from "../../../support/state-builder.ts";
import { call as http, socketPlace } from "../call.ts";
import { type Fixture, refusePlans, seededFixture } from "../fixture-client.ts";
import { type Asker, ask } from "./asker.ts";

const LOOKING = [
	"get_status",
	"list_accounts",
	"list_sessions",
	"list_queue",
	"explain_decision",
	"plan_switch",
];

let path: string;
let fixture: Fixture;
let server: ControlServer;
let asker: Asker;

beforeEach(async () => {
	path = socketPlace();
	fixture = seededFixture();
	const { client, now } = fixture;
	server = await serveControl({ client, socketPath: path, version: "9.9.9", pid: 1, now });
	asker = await ask(fixture, { acting: false });
});
afterEach(async () => {
	await asker[Symbol.asyncDispose]();
	await server.close();
});

const waiting = (n: number) =>
	Array.from({ length: n }, (_, i) => {
		const { id, project, title, priority, file } = task(`app.t${i}`);
		return { type: "task.added", task: id, project, title, priority, file } as const;
	});

describe("what is offered", () => {
	test("is all tools that look, each with a title, a description, both schemas and hints", async () => {
		const { tools } = await asker.client.listTools();
		expect(tools.map((tool) => tool.name)).toEqual(LOOKING);
		for (const tool of tools) {
			expect(tool.title).toMatch(/\w/);
			expect(tool.description?.length).toBeGreaterThan(60);
			expect(tool.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
			expect(tool.outputSchema).toMatchObject({ type: "object" });
			expect(tool.annotations).toMatchObject({
				readOnlyHint: true,
				destructiveHint: false,
				openWorldHint: false,
			});
		}
	});

	test("says who serves it, and how to begin", async () => {
		expect(asker.client.getServerVersion()).toMatchObject({
			name: "claude-failover",
			version: "9.9.9",
		});
		expect(asker.client.getInstructions()).toContain("get_status");
	});
});

describe("a look", () => {
	test.each([
		["get_status", "/v1/status"],
		["list_accounts", "/v1/accounts"],
		["list_sessions", "/v1/sessions"],
		["list_queue", "/v1/queue"],
		["explain_decision", "/v1/explain"],
	])("by %s gives what GET %s gives, and a few words", async (name, route) => {
		const { view, text, error } = await asker.call(name);
		expect([error, view]).toEqual([null, (await http(path, route)).body]);
		expect(text).toMatch(/\w/);
	});

	test("tells in words what a client without structured content needs", async () => {
		const { text } = await asker.call("get_status");
		expect(text.split("\n")).toEqual([
			"active account: main",
			"account main: ok, five_hour 50 %, seven_day 40 %",
			"account backup: unknown",
			"session ccl-2: starting, on main, first start",
			"session ccl-10: unknown",
			"tasks: 1 waiting",
			"tasks are given out",
		]);
	});

	test("at the queue can be narrowed, and says what it left out", async () => {
		fixture.commit(...waiting(3));
		const { view, text } = await asker.call("list_queue", { state: "waiting", limit: 3 });
		expect([view.tasks.length, view.omitted, view.counts.waiting]).toEqual([3, 1, 4]);
		expect(text).toContain("… and 1 more");
		expect((await asker.call("list_queue", { state: "failed" })).view.tasks).toEqual([]);
	});

	test("at a decision tells that no plan can be made, and why", async () => {
		fixture.plan = () => {
			throw new Error("tmux does not answer");
		};
		const { view } = await asker.call("explain_decision");
		expect([view.plan, view.planProblem]).toEqual([null, "tmux does not answer"]);
	});
});

describe("plan_switch", () => {
	test("gives the plan that POST /v1/switch gives, its id, and runs nothing", async () => {
		const body = { dryRun: true, to: "backup", sessions: ["ccl-2"], force: true };
		const { view, text } = await asker.call("plan_switch", {
			to: "backup",
			sessions: ["ccl-2"],
			force: true,
		});
		expect(view).toEqual((await http(path, "/v1/switch", { body })).body);
		expect(text).toContain("plan-1");
		expect(fixture.ran).toEqual([]);
	});

	test("takes the place of no plan that a person was shown", async () => {
		await asker.call("plan_switch");
		const look = { to: null, sessions: null, force: false, purpose: "look", asker: "" };
		expect(fixture.asked).toEqual([look]);
	});

	test("of what cannot be run says what stands against it", async () => {
		refusePlans(fixture);
		const { view, text, error } = await asker.call("plan_switch");
		expect([error, view.plan.runnable]).toEqual([null, false]);
		expect(text).toContain("backup is logged out; log in on backup");
		expect(text).not.toContain("force_switch");
	});

	test.each([
		[{ to: "bakcup" }, 'there is no account "bakcup"; did you mean backup?'],
		[{ to: "x" }, 'there is no account "x"; there are: main, backup'],
		[{ sessions: ["ccl-2", "ccl-99"] }, 'there is no session "ccl-99"'],
	])("of %j names what is not there", async (wish, why) => {
		const { error } = await asker.call("plan_switch", wish);
		expect(error).toContain("plan_switch was refused");
		expect(error).toContain(why);
		expect(fixture.asked).toEqual([]);
	});
});

test.each([
	["list_queue", { limit: 0 }, "argument limit"],
	["list_queue", { state: "lost" }, "argument state"],
	["plan_switch", { to: 7 }, "argument to"],
	["plan_switch", { sessions: [] }, "argument sessions"],
	["plan_switch", { sessions: [7] }, "argument sessions.0"],
	["plan_switch", { force: "no" }, "argument force"],
	["get_status", { colour: "red" }, 'no argument "colour"'],
])("%s with %j names the argument that is wrong", async (name, args, why) => {
	const { error } = await asker.call(name, args);
	expect(error).toContain(`${name} was not done`);
	expect(error).toContain(why);
	expect(error).toContain("input schema");
});
