import SwaggerParser from "@apidevtools/swagger-parser";
import { type OpenAPIClient, OpenAPIClientAxios } from "openapi-client-axios";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../../src/engine/control/routes/table.ts";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { call, socketPlace } from "./call.ts";
import { seededFixture } from "./fixture-client.ts";

const path = socketPlace();
const fixture = seededFixture();
let server: ControlServer;
// biome-ignore lint/suspicious/noExplicitAny: it is looked at as any document.
let document: any;

beforeAll(async () => {
	const { client, now } = fixture;
	server = await serveControl({ client, socketPath: path, version: "9.9.9", pid: 1, now });
	document = (await call(path, "/openapi.json")).body;
});
afterAll(() => server.close());

describe("the API description", () => {
	test("is valid by the rules of OpenAPI", async () => {
		const copy = structuredClone(document);
		await expect(SwaggerParser.validate(copy)).resolves.toMatchObject({ openapi: "3.1.0" });
	});

	test.each(routes.map((r) => [r.method, r.path, r] as const))(
		"tells of %s %s",
		(method, path, route) => {
			const at = path.replace(/:(\w+)/g, "{$1}");
			const operation = document.paths[at]?.[method.toLowerCase()];
			expect(operation).toMatchObject({ summary: route.summary });
			expect(operation.requestBody !== undefined).toBe(route.body !== null);
			expect(operation.responses).toHaveProperty("default");
		},
	);

	test("lets answers have more keys one day, and requests none", () => {
		const closed = /"additionalProperties":false/;
		const { responses, requestBody } = document.paths["/v1/pause"].post;
		expect(closed.test(JSON.stringify([document.components, responses]))).toBe(false);
		expect(closed.test(JSON.stringify(requestBody))).toBe(true);
	});

	test("names the headers that routes read", () => {
		const headersOf = (operation: { parameters?: { in: string; name: string }[] }) =>
			(operation.parameters ?? []).filter((one) => one.in === "header").map(({ name }) => name);
		for (const { method, path } of routes) {
			const at = path.replace(/:(\w+)/g, "{$1}");
			const named = headersOf(document.paths[at][method.toLowerCase()]);
			const own = path === "/v1/events" ? ["Last-Event-ID"] : [];
			expect([path, named]).toEqual([path, method === "POST" ? ["Idempotency-Key"] : own]);
		}
	});

	test("names each operation once", () => {
		const all = Object.values(document.paths).flatMap((path) => Object.values(path as object));
		const ids = all.map((operation) => operation.operationId);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toContain("getSessionsNamePreview");
	});
});

describe("a client that is generated from it", () => {
	let client: OpenAPIClient;

	beforeAll(async () => {
		const api = new OpenAPIClientAxios({
			definition: structuredClone(document),
			axiosConfigDefaults: {
				socketPath: path,
				headers: { Host: "localhost" },
				validateStatus: () => true,
			},
		});
		client = await api.init();
	});

	const ask = (operation: string) => {
		const asked = client[operation];
		if (asked === undefined) throw new Error(`there is no ${operation}`);
		// biome-ignore lint/suspicious/noExplicitAny: it takes null for no parameters, as its description says.
		return asked as (...words: any[]) => ReturnType<NonNullable<typeof asked>>;
	};

	test("reads", async () => {
		const { data } = await ask("getStatus")();
		expect(data.active).toBe(fixture.client.store.getState().state.active);
	});

	test("reads one thing by its name, with a field of the query", async () => {
		const { data } = await ask("getSessionsNamePreview")({ name: "ccl-2", rows: 3 });
		expect(data).toMatchObject({ session: "ccl-2" });
	});

	test("acts, once for a key", async () => {
		const headers = { headers: { "Idempotency-Key": "generated" } };
		for (let n = 0; n < 2; n++) {
			const { status } = await ask("postTasks")(null, { text: "Do it." }, headers);
			expect(status).toBe(201);
		}
		expect(fixture.tasks.added).toHaveLength(1);
	});

	test("is told of its mistakes as problems", async () => {
		const { status, data } = await ask("postPause")(null, { all: 7 });
		expect([status, data.type, data.field]).toEqual([400, "invalid", "all"]);
	});
});
