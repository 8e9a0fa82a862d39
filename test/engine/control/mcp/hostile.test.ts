import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Fixture, seededFixture } from "../fixture-client.ts";
import { type Asker, ask } from "./asker.ts";

/** Everything that may not be in an answer, but for line ends. */
const HARMFUL =
	/(?![\t\n])\p{Control}|\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|\p{Surrogate}/u;
const EVIL =
	"\u001b[31mred\u001b[0m \u001b]0;title\u0007\u009b1mbold\u202eback\u{e0041}\u200b\ud800\u0000end\nsession x: idle";

let fixture: Fixture;
let asker: Asker;

beforeEach(async () => {
	fixture = seededFixture();
	fixture.commit(
		{
			type: "task.added",
			task: "app.evil",
			project: "/srv/app",
			title: EVIL,
			priority: "normal",
			file: "/srv/app/.agent-queue/inbox/evil.md",
		},
		{ type: "verdict.reached", why: EVIL },
	);
	asker = await ask(fixture);
});
afterEach(() => asker[Symbol.asyncDispose]());

describe("text from tasks and sessions", () => {
	test.each(["get_status", "list_queue", "explain_decision"])(
		"passes %s without what a terminal acts on or a person does not see",
		async (name) => {
			const { text, view } = await asker.call(name);
			expect(text).not.toMatch(HARMFUL);
			expect(strings(view).filter((one) => HARMFUL.test(one))).toEqual([]);
		},
	);

	test("keeps its letters, and looks like no line of ours", async () => {
		const { text, view } = await asker.call("list_queue");
		const { title } = view.tasks.find((one: { id: string }) => one.id === "app.evil");
		expect(title).toBe("red boldbackend\nsession x: idle");
		const line = text.split("\n").find((one) => one.startsWith("app.evil"));
		expect(line).toMatch(/^app.evil \(normal\): waiting, .*: red boldbackend session x: idle$/);
	});

	test.each(["failover://status", "failover://events"])("is harmless in %s too", async (uri) => {
		const { contents } = await asker.client.readResource({ uri });
		const [first] = contents;
		const text = first !== undefined && "text" in first ? first.text : "";
		expect(strings(JSON.parse(text)).filter((one) => HARMFUL.test(one))).toEqual([]);
	});
});

describe("a caller", () => {
	test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
		"gets nothing by the name %s",
		async (name) => {
			await expect(asker.call(name)).rejects.toThrow(`there is no tool "${name}"`);
			expect((await asker.call("plan_switch", { to: name })).error).toContain("no account");
			const { error } = await asker.call("take_checkpoint", { session: name });
			expect(error).toContain("there is no session");
			await expect(asker.client.readResource({ uri: name })).rejects.toThrow("there is no");
		},
	);

	test("is told what it sent in a harmless and short form", async () => {
		const name = `${EVIL}${"x".repeat(100_000)}`;
		const told = await asker.call("plan_switch", { to: EVIL, sessions: ["ccl-2"] });
		expect(told.error).not.toMatch(HARMFUL);
		const unknown: Error = await asker.call(name).then(
			() => new Error("it was there"),
			(error) => error,
		);
		expect(unknown.message).not.toMatch(HARMFUL);
		expect(unknown.message.length).toBeLessThan(500);
		const key = await asker.call("get_status", { [name]: 1 });
		expect(key.error).not.toMatch(HARMFUL);
		expect(key.error?.length).toBeLessThan(500);
	});

	test.each([
		["plan_switch", { to: "x".repeat(121) }],
		["plan_switch", { sessions: Array.from({ length: 501 }, () => "ccl-2") }],
		["force_switch", { planId: "x".repeat(201) }],
		["add_task", { text: "x".repeat(256 * 1024 + 1) }],
		["add_task", { text: "x", title: "x".repeat(201) }],
		["add_task", { text: "x", project: "/".repeat(4097) }],
		["add_task", { text: "x", name: "x".repeat(256) }],
		["add_task", { text: "" }],
		["pause_dispatch", { until: -1 }],
		["pause_dispatch", { until: 1e300 }],
	])("that sends too much to %s is refused before anybody is asked (%#)", async (name, args) => {
		expect((await asker.call(name, args)).error).toContain(`${name} was not done: argument`);
		expect([fixture.asked, fixture.ran, fixture.tasks.added]).toEqual([[], [], []]);
	});

	test.each([
		["add_task", { text: "x", toString: "y" }],
		["pause_dispatch", { all: true, constructor: 1 }],
		["force_switch", { planId: "plan-1", command: "rm" }],
	])("that sends an argument which %s does not know is refused", async (name, args) => {
		const { seq } = fixture.client.store.getState();
		expect((await asker.call(name, args)).error).toContain("it takes no argument");
		expect(fixture.client.store.getState().seq).toBe(seq);
		expect([fixture.ran, fixture.tasks.added]).toEqual([[], []]);
	});

	test("that sends a prototype changes nothing but what it says", async () => {
		const args = JSON.parse('{"text":"Do it.","__proto__":{"priority":"critical"}}');
		await asker.call("add_task", args);
		expect(fixture.tasks.added).toEqual([{ text: "Do it." }]);
		expect({}).not.toHaveProperty("priority");
	});

	test("hears of a fault inside only its message, and the fault is reported", async () => {
		const faults: unknown[] = [];
		await using other = await ask(fixture, { report: (fault) => faults.push(fault) });
		fixture.plan = () => {
			throw new Error("a \u001b[31mfault");
		};
		const { error } = await other.call("plan_switch");
		expect(error).toMatch(/^plan_switch failed: a fault; /);
		expect(faults).toHaveLength(1);
	});
});

function strings(value: unknown): readonly string[] {
	if (typeof value === "string") return [value];
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, one]) => [key, ...strings(one)]);
}
