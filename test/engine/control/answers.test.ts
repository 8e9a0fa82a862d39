import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Route } from "../../../src/engine/control/http/route.ts";
import { routes } from "../../../src/engine/control/routes/table.ts";
import { serveControl } from "../../../src/engine/control/server.ts";
import { WaitKind } from "../../../src/engine/control/shapes/task.ts";
import { Problem } from "../../../src/engine/control/views/problem.ts";
import { ASKS } from "./asks.ts";
import { type Called, call, socketPlace } from "./call.ts";
import { NO_JSON } from "./contract.ts";
import { type Fixture, fixtureClient } from "./fixture-client.ts";
import { partsPromised, partsShown } from "./parts.ts";
import { hinderedFixture, richFixture } from "./rich-fixture.ts";

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const answering = routes.filter((route) => !NO_JSON.has(nameOf(route)));
const named = answering.map((route) => [nameOf(route), route] as const);

const LOOPS = [
	{ name: "dispatcher", everyMs: 5_000, lastPassAt: 1, nextPassAt: 5_001 },
	{ name: "janitor", everyMs: 300_000, lastPassAt: null, nextPassAt: null },
];

/** What a route answers to each of its asks, in a pool of its own. */
async function askAll(route: Route, pool: () => Fixture): Promise<readonly Called[]> {
	const answers: Called[] = [];
	for (const { path, body } of ASKS[nameOf(route)] ?? []) {
		const { client, now } = pool();
		const socketPath = socketPlace();
		const about = { client, socketPath, version: "9.9.9", pid: 1, now };
		const server = await serveControl({ ...about, loops: () => LOOPS });
		answers.push(await call(socketPath, path, body === undefined ? {} : { body }));
		await server.close();
	}
	return answers;
}

/** The good answers of a route where there is something of everything. */
async function richAnswers(route: Route): Promise<readonly Called[]> {
	const [rich, hindered] = [await askAll(route, richFixture), await askAll(route, hinderedFixture)];
	expect(rich.filter(({ status }) => status >= 300)).toEqual([]);
	return [...rich, ...hindered].filter(({ status }) => status < 300);
}

/** Of what a schema does not name nothing is left once it was parsed, however deep it lies. */
function expectExactly(schema: z.ZodType | undefined, body: unknown): void {
	expect(schema?.parse(body)).toStrictEqual(body);
}

test("each route with JSON says what it answers, and is asked here", () => {
	expect(Object.keys(ASKS).sort()).toEqual(answering.map(nameOf).sort());
	const others = routes.filter((route) => route.answer === undefined).map(nameOf);
	expect(new Set(others)).toEqual(NO_JSON);
});

describe("in a pool with something of everything", () => {
	test.each(named)("%s answers what it says, and nothing else", async (_, route) => {
		const answers = await richAnswers(route);
		expect(answers).not.toEqual([]);
		for (const { body } of answers) expectExactly(route.answer, body);
	});

	test("no part of what is described is never shown", async () => {
		const promised: string[] = [];
		const shown = new Set<string>();
		for (const route of answering) {
			const schema = route.answer ?? z.never();
			promised.push(...partsPromised(schema, nameOf(route)));
			for (const { body } of await richAnswers(route)) {
				for (const part of partsShown(schema, body, nameOf(route))) shown.add(part);
			}
		}
		expect(promised.filter((part) => !shown.has(part))).toEqual([]);
		expect(promised.length).toBeGreaterThan(500);
	});

	test("there are tasks of each state, and of each kind of wait", async () => {
		const [queue] = await askAll(routeOf("GET /v1/queue"), richFixture);
		expect(Object.values(queue?.body.counts)).not.toContain(0);
		const kinds = queue?.body.tasks.map((task: { waitsForKind: unknown }) => task.waitsForKind);
		expect(new Set(kinds)).toEqual(new Set([null, ...WaitKind.options]));
	});
});

describe("before the first event", () => {
	test.each(named)("%s answers what it says, or what is wrong", async (_, route) => {
		for (const { status, body } of await askAll(route, fixtureClient)) {
			expectExactly(status < 300 ? route.answer : Problem, body);
		}
	});
});

function routeOf(name: string): Route {
	const route = routes.find((one) => nameOf(one) === name);
	if (route === undefined) throw new Error(`there is no ${name}`);
	return route;
}
