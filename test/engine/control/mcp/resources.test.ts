import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { statusView } from "../../../../src/engine/control/views/status.ts";
import { type ManualClock, manualClock } from "../../../support/manual-clock.ts";
import { type Fixture, seededFixture, verdict } from "../fixture-client.ts";
import { type Asker, ask } from "./asker.ts";

let fixture: Fixture;
let clock: ManualClock;
let asker: Asker;
let updated: string[];

beforeEach(async () => {
	fixture = seededFixture();
	clock = manualClock();
	asker = await ask(fixture, { clock });
	updated = [];
	asker.client.setNotificationHandler("notifications/resources/updated", ({ params }) => {
		updated.push(params.uri);
	});
});
afterEach(() => asker[Symbol.asyncDispose]());

async function read(uri: string) {
	const { contents } = await asker.client.readResource({ uri });
	const [first] = contents;
	expect(first).toMatchObject({ uri, mimeType: "application/json" });
	return JSON.parse(first !== undefined && "text" in first ? first.text : "");
}

describe("the resources", () => {
	test("are the status and the events", async () => {
		const { resources } = await asker.client.listResources();
		expect(resources.map(({ uri }) => uri)).toEqual(["failover://status", "failover://events"]);
		const { resourceTemplates } = await asker.client.listResourceTemplates();
		expect(resourceTemplates).toEqual([]);
	});

	test("tell the status as get_status does", async () => {
		const snapshot = fixture.client.store.getState();
		expect(await read("failover://status")).toEqual(
			JSON.parse(JSON.stringify(statusView(snapshot, fixture.now()))),
		);
	});

	test("tell the last hundred events, each with its sentence", async () => {
		fixture.commit(...Array.from({ length: 120 }, (_, i) => verdict(`look ${i}`)));
		const { seq, events } = await read("failover://events");
		expect([seq, events.length]).toEqual([fixture.client.store.getState().seq, 100]);
		expect(events.at(-1)).toMatchObject({
			seq,
			event: { type: "verdict.reached", why: "look 119" },
			level: "info",
			text: expect.stringContaining("look 119"),
		});
	});

	test("are no others", async () => {
		await expect(asker.client.readResource({ uri: "failover://secrets" })).rejects.toThrow(
			"there is no failover://secrets; there are: failover://status, failover://events",
		);
		await expect(asker.client.subscribeResource({ uri: "failover://secrets" })).rejects.toThrow(
			"there is no failover://secrets",
		);
	});
});

describe("a subscription", () => {
	test("hears of a change at once, and of all that follow in a second once", async () => {
		await asker.client.subscribeResource({ uri: "failover://status" });
		fixture.commit(verdict("one"));
		await clock.advance(0);
		expect(updated).toEqual(["failover://status"]);
		for (const why of ["two", "three", "four"]) fixture.commit(verdict(why));
		await clock.advance(999);
		expect(updated).toHaveLength(1);
		await clock.advance(1);
		expect(updated).toHaveLength(2);
		await clock.advance(60_000);
		expect(updated).toHaveLength(2);
	});

	test("is to one resource, until it is ended", async () => {
		await asker.client.subscribeResource({ uri: "failover://events" });
		fixture.commit(verdict("one"));
		await clock.advance(1000);
		await asker.client.unsubscribeResource({ uri: "failover://events" });
		fixture.commit(verdict("two"));
		await clock.advance(1000);
		expect(updated).toEqual(["failover://events"]);
	});

	test("does not outlive its client", async () => {
		await asker.client.subscribeResource({ uri: "failover://status" });
		fixture.commit(verdict("one"));
		await clock.advance(0);
		await asker.client.close();
		await clock.advance(0);
		expect(clock.waits()).toEqual([]);
	});
});
