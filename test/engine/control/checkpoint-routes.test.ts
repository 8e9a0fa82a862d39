import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectControl } from "../../../src/engine/control/remote-client.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { call, socketPlace } from "./call.ts";
import { checkpointOf, comparisonOf, contentOf, restorePlan } from "./fixture-checkpoints.ts";
import { type Fixture, START, seededFixture } from "./fixture-client.ts";

const CHECKPOINT = checkpointOf(START);
const PLACE = `/v1/checkpoints/${encodeURIComponent(CHECKPOINT.id)}`;
let path: string;
let fixture: Fixture;
let server: ControlServer;

async function serve(readonly = false): Promise<void> {
	path = socketPlace();
	fixture = seededFixture();
	fixture.commit({ type: "checkpoint.taken", checkpoint: CHECKPOINT });
	const { client, now } = fixture;
	server = await serveControl({
		client,
		socketPath: path,
		version: "9.9.9",
		pid: 1,
		now,
		readonly,
	});
}

beforeEach(() => serve());
afterEach(() => server.close());

describe("GET /v1/checkpoints/{id}", () => {
	test("gives what the checkpoint holds", async () => {
		const { status, body } = await call(path, PLACE);
		expect([status, body]).toEqual([200, { schemaVersion: 1, content: contentOf(START) }]);
	});

	test("of one that was changed is refused, with a remedy", async () => {
		fixture.checkpoints.content = "damaged";
		const { status, body } = await call(path, PLACE);
		expect(status).toBe(409);
		expect(body).toMatchObject({
			type: "refused",
			detail: "it was changed",
			remedy: "use another",
		});
	});

	test.each([
		["no", "there is no checkpoint"],
		["constructor", "there is no checkpoint"],
		["..%2f..%2fetc%2fpasswd", "there is no checkpoint"],
	])("of %s is not found", async (id, says) => {
		const { status, body } = await call(path, `/v1/checkpoints/${id}`);
		expect([status, body.detail]).toMatchObject([404, expect.stringContaining(says)]);
	});
});

describe("GET /v1/checkpoints/{id}/compare", () => {
	test("tells what there is now of what the checkpoint tells", async () => {
		const { status, body } = await call(path, `${PLACE}/compare`);
		expect([status, body]).toEqual([200, { schemaVersion: 1, comparison: comparisonOf(START) }]);
	});

	test("of one that was changed is refused, with a remedy", async () => {
		fixture.checkpoints.content = "damaged";
		const { status, body } = await call(path, `${PLACE}/compare`);
		expect([status, body]).toMatchObject([
			409,
			{ detail: "it was changed", remedy: "use another" },
		]);
	});

	test("of one that is not there is not found", async () => {
		const { status } = await call(path, "/v1/checkpoints/nobody/compare");
		expect(status).toBe(404);
	});
});

describe("POST /v1/sessions/{name}/checkpoint", () => {
	test("takes one", async () => {
		const { status, body } = await call(path, "/v1/sessions/ccl-2/checkpoint", { body: {} });
		expect([status, body]).toEqual([201, { schemaVersion: 1, checkpoint: CHECKPOINT }]);
		expect(fixture.checkpoints.took).toEqual(["ccl-2"]);
	});

	test("of a session that is not there is not found", async () => {
		const { status } = await call(path, "/v1/sessions/ccl-3/checkpoint", { body: {} });
		expect([status, fixture.checkpoints.took]).toEqual([404, []]);
	});
});

describe("POST /v1/checkpoints/{id}/restore", () => {
	test("plans with dryRun, and runs that plan by its id", async () => {
		const body = { dryRun: true, account: "backup", fresh: true };
		const planned = await call(path, `${PLACE}/restore`, { body });
		expect([planned.status, planned.body]).toEqual([
			200,
			{ schemaVersion: 1, plan: restorePlan(START) },
		]);
		expect(fixture.checkpoints.asked).toEqual([
			{ checkpoint: CHECKPOINT.id, account: "backup", fresh: true, asker: "socket" },
		]);
		const ran = await call(path, `${PLACE}/restore`, { body: { planId: "restore-1" } });
		expect([ran.status, ran.body]).toEqual([
			202,
			{ schemaVersion: 1, session: "ccl-2", account: "backup", conversation: "c-1" },
		]);
	});

	test.each([
		[{}, 400],
		[{ dryRun: false }, 400],
		[{ dryRun: true, planId: "x" }, 400],
		[{ dryRun: true, account: "nobody" }, 400],
		[{ dryRun: true, account: "constructor" }, 400],
	])("with %j is answered with %i, and nothing is done", async (body, status) => {
		expect((await call(path, `${PLACE}/restore`, { body })).status).toBe(status);
		expect([fixture.checkpoints.asked, fixture.checkpoints.ran]).toEqual([[], []]);
	});

	test("that the engine refuses is a conflict", async () => {
		fixture.checkpoints.refused = true;
		const { status } = await call(path, `${PLACE}/restore`, { body: { planId: "restore-1" } });
		expect(status).toBe(409);
	});
});

describe("a read-only server", () => {
	test("plans a restore and shows checkpoints, but neither takes nor restores", async () => {
		await server.close();
		await serve(true);
		const ask = (where: string, body: object) => call(path, where, { body });
		expect((await call(path, PLACE)).status).toBe(200);
		expect((await ask(`${PLACE}/restore`, { dryRun: true })).status).toBe(200);
		expect((await ask(`${PLACE}/restore`, { planId: "restore-1" })).status).toBe(403);
		expect((await ask("/v1/sessions/ccl-2/checkpoint", {})).status).toBe(403);
		expect([fixture.checkpoints.took, fixture.checkpoints.ran]).toEqual([[], []]);
	});
});

describe("an attached client", () => {
	test("says the same as the engine's own, refusals included", async () => {
		const connection = await connectControl(path, { now: () => START });
		if (connection.kind !== "ok") throw new Error(connection.kind);
		const { checkpoints } = connection.client;
		const own = fixture.client.checkpoints;
		const ask = { checkpoint: CHECKPOINT.id, account: null, fresh: false };
		expect(await checkpoints.take("ccl-2")).toEqual(await own.take("ccl-2"));
		expect(await checkpoints.read(CHECKPOINT.id)).toEqual(await own.read(CHECKPOINT.id));
		expect(await checkpoints.compare(CHECKPOINT.id)).toEqual(await own.compare(CHECKPOINT.id));
		expect(await checkpoints.runRestore("restore-1")).toMatchObject({
			why: "this plan is not known",
		});
		expect(await checkpoints.planRestore(ask)).toEqual(await own.planRestore(ask));
		expect(await checkpoints.runRestore("restore-1")).toEqual(await own.runRestore("restore-1"));
		fixture.checkpoints.content = "damaged";
		fixture.checkpoints.refused = true;
		expect(await checkpoints.read(CHECKPOINT.id)).toEqual(await own.read(CHECKPOINT.id));
		expect(await checkpoints.planRestore(ask)).toEqual(await own.planRestore(ask));
		expect(await checkpoints.runRestore("restore-1")).toEqual(await own.runRestore("restore-1"));
		expect(await checkpoints.take("ccl-3")).toMatchObject({ kind: "refused" });
		await connection.client.close();
	});
});
