import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Scope } from "../../../src/engine/control/http/route.ts";
import { routes } from "../../../src/engine/control/routes/table.ts";
import type { RouteAsk } from "./asks.ts";
import { type Called, call, open } from "./call.ts";
import { asksOf, CONTRACT, type Row, scopeOf } from "./contract.ts";
import type { Fixture } from "./fixture-client.ts";
import { type Doors, openDoors, TOKENS } from "./open-doors.ts";
import { expectProblem, touched } from "./refusal.ts";
import { richFixture } from "./rich-fixture.ts";

const REFUSED = { kind: "refused", why: "it no longer holds", remedy: "look anew" } as const;
const TOKEN_OF: Readonly<Record<Scope, string>> = {
	...{ read: TOKENS.look, dispatch: TOKENS.hand, admin: TOKENS.rule },
};

interface Case {
	readonly name: string;
	readonly method: string;
	readonly path: string;
	readonly row: Row;
	readonly asks: readonly RouteAsk[];
}

const NO_ROW: Row = { scope: "read", statuses: [], wrong: [] };
const cases = routes.map(({ method, path }): readonly [string, Case] => {
	const name = `${method} ${path}`;
	return [name, { name, method, path, row: CONTRACT[name] ?? NO_ROW, asks: asksOf(name) }];
});
const posts = cases.filter(([, { method }]) => method === "POST");
const DOORS = ["the socket", "TCP"] as const;
type DoorName = (typeof DOORS)[number];
type Options = NonNullable<Parameters<typeof call>[2]>;

let doors: Doors;
let shut: Doors;
let fixture: Fixture;
let before: ReturnType<typeof touched>;

beforeAll(async () => {
	fixture = richFixture();
	doors = await openDoors({ fixture, access: { rate: null } });
	shut = await openDoors({ fixture, access: { rate: null }, readonly: true });
});
afterAll(() => Promise.all([doors.server.close(), shut.server.close()]));

/** Asks at a door as somebody who may do everything. */
function ask(at: DoorName, path: string, options: Options, of: Doors = doors): Promise<Called> {
	return at === "TCP"
		? of.ask(path, TOKENS.rule, options)
		: call(of.server.socketPath, path, options);
}

const sent = (method: string, { body }: RouteAsk): Options =>
	method === "GET" ? { method } : { method, body: body ?? {} };

test("every route has its row, and there is no row without a route", () => {
	const names = cases.map(([name]) => name);
	expect(names.filter((name) => CONTRACT[name] === undefined)).toEqual([]);
	expect(Object.keys(CONTRACT).filter((name) => !names.includes(name))).toEqual([]);
	for (const [name, { row, asks }] of cases) {
		expect([name, row.statuses.length]).toEqual([name, asks.length]);
		expect([name, asks.length > 0]).toEqual([name, true]);
	}
});

describe.each(DOORS)("by %s", (at) => {
	describe("what is valid", () => {
		test.each(cases)(
			"of %s is answered to who has just the scope for it",
			async (_, { method, row, asks }) => {
				for (const [n, one] of asks.entries()) {
					const fresh = await openDoors({ fixture: richFixture() });
					const Authorization = `Bearer ${TOKEN_OF[scopeOf(row, one)]}`;
					const headers = { Host: `127.0.0.1:${fresh.port}`, Authorization };
					const options = sent(method, one);
					const answer = await (at === "TCP"
						? open(fresh.tcp, one.path, { ...options, headers })
						: open(fresh.server.socketPath, one.path, options));
					expect([one, answer.statusCode]).toEqual([one, row.statuses[n]]);
					answer.destroy();
					await fresh.server.close();
				}
			},
		);
	});

	describe("what is refused does nothing:", () => {
		beforeEach(() => {
			before = touched(fixture);
		});
		afterEach(() => {
			const { snapshot, counts } = touched(fixture);
			expect(snapshot).toBe(before.snapshot);
			expect(counts).toEqual(before.counts);
		});

		test.each(cases)(
			"%s with a field in its search that it does not take",
			async (_, { method, asks }) => {
				for (const one of asks) {
					const search = one.path.includes("?") ? "&colour=red" : "?colour=red";
					const answer = await ask(at, `${one.path}${search}`, sent(method, one));
					expectProblem(answer, ["invalid", 400, "colour"]);
				}
			},
		);

		test.each(cases.filter(([, { row }]) => row.wrong.length > 0))(
			"%s with a wrong value is told which field it is",
			async (_, { method, row, asks: [first] }) => {
				const path = first?.path.split("?")[0] ?? "";
				for (const [field, wrong] of row.wrong) {
					const answer =
						typeof wrong === "string"
							? await ask(at, `${path}${wrong}`, { method })
							: await ask(at, path, { method, body: wrong });
					expectProblem(answer, ["invalid", 400, field]);
				}
			},
		);

		test.each(posts)("%s with a field in its body that it does not take", async (_, { asks }) => {
			for (const { path, body } of asks) {
				const answer = await ask(at, path, { body: { ...body, colour: "red" } });
				expectProblem(answer, ["invalid", 400, "colour"]);
			}
		});

		test.each(posts)("%s with a body that is no JSON object", async (_, { asks: [first] }) => {
			for (const body of ["{", "[]", "7", "null", '"x"']) {
				expectProblem(await ask(at, first?.path ?? "", { body }), ["invalid", 400]);
			}
		});

		test.each(posts)("%s with another content type", async (_, { asks: [first] }) => {
			for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
				const options = { body: "{}", headers: { "Content-Type": type } };
				expectProblem(await ask(at, first?.path ?? "", options), ["wrong-type", 415]);
			}
		});

		test.each(posts)(
			"%s with a body over its limit, said or in chunks",
			async (_, { row, asks: [first] }) => {
				const body = JSON.stringify({ x: "x".repeat((row.limit ?? 64) * 1024) });
				for (const headers of [{}, { "Transfer-Encoding": "chunked" }]) {
					expectProblem(await ask(at, first?.path ?? "", { body, headers }), ["too-large", 413]);
				}
			},
		);

		test.each(cases)("%s for another host, or none", async (_, { method, asks: [first] }) => {
			const options = sent(method, first ?? { path: "" });
			const hosts = ["evil.example", `evil.example:${doors.port}`, `0.0.0.0:${doors.port}`];
			const near = ["127.0.0.1", `127.0.0.1:${doors.port}.evil.example`, "localhost.evil.example"];
			const other = at === "TCP" ? "localhost" : `127.0.0.1:${doors.port}`;
			for (const Host of [...hosts, ...near, other]) {
				const answer = await ask(at, first?.path ?? "", { ...options, headers: { Host } });
				expectProblem(answer, ["wrong-host", 421]);
			}
		});

		test.each(cases)(
			"%s with any Origin, or from a web page",
			async (_, { method, asks: [first] }) => {
				const options = sent(method, first ?? { path: "" });
				const origins = ["null", "", "http://localhost", `http://127.0.0.1:${doors.port}`];
				const signs = [...origins, "https://evil.example"].map((Origin) => ({ Origin }));
				for (const sign of [...signs, { "Sec-Fetch-Site": "same-origin" }]) {
					const answer = await ask(at, first?.path ?? "", { ...options, headers: { ...sign } });
					expectProblem(answer, ["forbidden", 403]);
				}
			},
		);

		test.each(cases)("the path of %s with another method", async (_, { path, asks: [first] }) => {
			const own: string[] = routes.filter((one) => one.path === path).map(({ method }) => method);
			const all = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"];
			for (const method of all.filter((one) => !own.includes(one))) {
				const answer = await ask(at, first?.path ?? "", { method });
				expectProblem(answer, ["wrong-method", 405]);
				expect(answer.headers.allow).toBe(own.join(", "));
			}
		});

		test.each(cases.filter(([, { row }]) => row.scope !== "read"))(
			"%s at a server that is read-only",
			async (_, { method, row, asks }) => {
				for (const one of asks.filter((each) => scopeOf(row, each) !== "read")) {
					const answer = await ask(at, one.path, sent(method, one), shut);
					expectProblem(answer, ["readonly", 403]);
				}
			},
		);
	});

	describe("what the engine refuses changes nothing:", () => {
		beforeEach(() => {
			before = touched(fixture);
			fixture.tasks.reply = REFUSED;
			fixture.checkpoints.refused = true;
			fixture.reply = () => REFUSED;
		});
		afterEach(() => expect(fixture.client.store.getState()).toBe(before.snapshot));

		test.each(cases.filter(([, { path }]) => path.includes(":")))(
			"%s of what is not there",
			async (_, { method, path, asks }) => {
				for (const name of ["nobody", "__proto__", "..", "..%2f..%2fetc%2fpasswd", "%00", "%ff"]) {
					const target = path.replace(/:\w+/, name);
					for (const one of asks.filter(({ body = {} }) => !("planId" in body))) {
						expectProblem(await ask(at, target, sent(method, one)), ["not-found", 404]);
					}
				}
			},
		);

		test.each(cases.filter(([, { row }]) => row.stale !== undefined))(
			"%s with a plan that no longer holds",
			async (_, { row, asks: [first] }) => {
				const answer = await ask(at, first?.path ?? "", { body: row.stale ?? {} });
				expectProblem(answer, ["refused", 409]);
				expect(answer.body.remedy).toMatch(/look anew|use another/);
			},
		);
	});
});

describe("by TCP, without what it takes to be let in,", () => {
	test.each(cases)("%s is refused before it does anything", async (_, { method, asks }) => {
		before = touched(fixture);
		const basic = { headers: { Authorization: `Basic ${TOKENS.rule}` } };
		for (const one of asks) {
			const options = sent(method, one);
			const strangers = [null, "wrong", `${TOKENS.rule}x`, TOKENS.rule.slice(1)];
			const tries = strangers.map((token) => [token, options] as const);
			for (const [token, more] of [...tries, [null, { ...options, ...basic }] as const]) {
				const answer = await doors.ask(one.path, token, more);
				expectProblem(answer, ["unauthorized", 401]);
				expect(answer.headers).toMatchObject({ "www-authenticate": "Bearer", connection: "close" });
			}
		}
		expect(touched(fixture)).toEqual(before);
	});

	test.each(cases)("%s is refused to a lesser scope", async (_, { method, row, asks }) => {
		before = touched(fixture);
		for (const one of asks) {
			const needed = scopeOf(row, one);
			const scopes: readonly Scope[] = ["read", "dispatch", "admin"];
			for (const scope of scopes.slice(0, scopes.indexOf(needed))) {
				const answer = await doors.ask(one.path, TOKEN_OF[scope], sent(method, one));
				expectProblem(answer, ["forbidden", 403]);
				expect(answer.body.detail).toContain(`is ${scope}, and this needs ${needed}`);
				expect(answer.body.remedy).toBe("use a token of that scope");
			}
		}
		expect(touched(fixture)).toEqual(before);
	});
});
