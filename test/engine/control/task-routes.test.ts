import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { call, socketPlace } from "./call.ts";
import { type Fixture, seededFixture } from "./fixture-client.ts";

let path: string;
let fixture: Fixture;
let server: ControlServer;

beforeEach(async () => {
	path = socketPlace();
	fixture = seededFixture();
	const { client, now } = fixture;
	server = await serveControl({ client, socketPath: path, version: "9.9.9", pid: 11, now });
});
afterEach(() => server.close());

const post = (route: string, body: object) => call(path, route, { body });

describe("POST /v1/tasks", () => {
	test("adds a task and answers with it", async () => {
		const ask = { text: "Do it.", name: "a.md", folder: "/srv/app", priority: "high", title: "x" };
		const { status, body } = await post("/v1/tasks", ask);
		expect([status, body]).toEqual([
			201,
			{ schemaVersion: 1, task: expect.objectContaining({ id: "app.a", state: "waiting" }) },
		]);
		expect(body.task.waitsFor).toBe("an idle session");
		expect(fixture.tasks.added).toEqual([ask]);
	});

	test("takes a text of 300 KiB, for the engine to judge, and no body of over 512 KiB", async () => {
		const small = await call(path, "/v1/tasks", { body: { text: "x".repeat(300 * 1024) } });
		expect(small.status).toBe(201);
		const large = await call(path, "/v1/tasks", { body: { text: "x".repeat(513 * 1024) } });
		expect([large.status, large.body.type]).toEqual([413, "too-large"]);
		expect(fixture.tasks.added).toHaveLength(1);
	});

	test("says what the engine refuses", async () => {
		fixture.tasks.reply = { kind: "refused", why: "it has no text", remedy: "write one" };
		const { status, body } = await post("/v1/tasks", { text: "" });
		expect([status, body.detail, body.remedy]).toEqual([409, "it has no text", "write one"]);
	});

	test.each([
		["text", {}],
		["text", { text: 7 }],
		["priority", { text: "x", priority: "urgent" }],
		["name", { text: "x", name: "" }],
		["folder", { text: "x", folder: "relative" }],
		["project", { text: "x", project: "" }],
		["cwd", { text: "x", cwd: "/srv" }],
	])("names a wrong %s", async (field, ask) => {
		const { status, body } = await post("/v1/tasks", ask);
		expect([status, body.field]).toEqual([400, field]);
		expect(fixture.tasks.added).toEqual([]);
	});
});

describe("one task", () => {
	test("is shown with what it waits for and how its text begins", async () => {
		const { status, body } = await call(path, "/v1/tasks/T-1");
		expect([status, body.task.id, body.task.waitsFor]).toEqual([200, "T-1", "an idle session"]);
		expect(body.text).toMatchObject({ more: true, why: null });
	});

	test("is acted on by its id, and shown as it is then", async () => {
		for (const word of ["retry", "drop", "done"]) {
			const { status, body } = await post(`/v1/tasks/T-1/${word}`, {});
			expect([status, body.task.id]).toEqual([200, "T-1"]);
		}
		await post("/v1/tasks/T-1/priority", { priority: "critical" });
		expect(fixture.tasks.did).toEqual([
			"retry T-1",
			"drop T-1",
			"done T-1",
			"priority T-1 critical",
		]);
		expect((await post("/v1/tasks/T-1/priority", { priority: "urgent" })).body.field).toBe(
			"priority",
		);
	});

	test("that is gone once its text was read is not found", async () => {
		const { status, body } = await call(path, "/v1/tasks/gone");
		expect([status, body.detail]).toEqual([404, "the task is gone"]);
	});

	test("of which the engine knows nothing is not found; what it refuses of another is a 409", async () => {
		fixture.tasks.reply = { kind: "refused", why: "no", remedy: "look" };
		for (const id of ["nobody", "__proto__", "..%2F..%2Fetc%2Fpasswd", "a%00b"]) {
			const asked = await call(path, `/v1/tasks/${id}`);
			const acted = await post(`/v1/tasks/${id}/drop`, {});
			expect([asked.status, acted.status, acted.body.remedy]).toEqual([404, 404, "look"]);
		}
		expect((await post("/v1/tasks/T-1/drop", {})).status).toBe(409);
	});
});
