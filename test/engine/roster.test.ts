import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Config } from "../../src/engine/config/config.ts";
import { loadConfigText } from "../../src/engine/config/load.ts";
import { firstActive, rosterEvents } from "../../src/engine/roster.ts";
import { initialState, type State } from "../../src/state/model.ts";
import { account, life, replay, stateOf } from "../support/state-builder.ts";

function config(text: string): Config {
	const base = `pool:
  shared_projects_dir: /srv/shared/projects
${text}`;
	const loaded = loadConfigText(base, join("/srv", "config.yaml"), { env: {}, home: "/home/op" });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	return loaded.config;
}

const ONE = `  dedicated: [{ name: ccl-0, project: /srv/app }]
  autonomous: { prefix: ccl-auto-, first: 11, min: 1, max: 2 }
accounts: [{ name: a, home: /srv/a }, { name: b, home: /srv/b, enabled: false }]
projects: [{ path: /srv/app }, { path: /srv/api }]
`;
const taken = (from: State, text: string): State =>
	replay(from, ...rosterEvents(from, config(text)));
const types = (from: State, text: string): readonly string[] =>
	rosterEvents(from, config(text)).map((e) => e.type);

describe("what the configuration says", () => {
	test("becomes accounts and sessions, with names from `first` on", () => {
		const state = taken(initialState, ONE);
		expect(Object.keys(state.accounts)).toEqual(["a", "b"]);
		expect(state.accounts.b?.enabled).toBe(false);
		expect(Object.keys(state.sessions)).toEqual(["ccl-0", "ccl-auto-11", "ccl-auto-12"]);
		expect(state.sessions["ccl-0"]).toMatchObject({ kind: "dedicated", project: "/srv/app" });
		expect(state.sessions["ccl-auto-12"]).toMatchObject({ kind: "autonomous", move: "auto" });
	});

	test("said twice is nothing new", () => {
		expect(types(taken(initialState, ONE), ONE)).toEqual([]);
	});

	test.each([
		["another project", "project: /srv/api"],
		["another move policy", "project: /srv/app, move: never"],
		["keep_alive: false", "project: /srv/app, keep_alive: false"],
	])("%s of a session is taken over", (_what, rest) => {
		const state = taken(initialState, ONE);
		const changed = ONE.replace("project: /srv/app }", `${rest} }`);
		expect(types(state, changed)).toEqual(["session.registered"]);
		expect(types(taken(state, changed), changed)).toEqual([]);
	});

	test("an account that is gone from it is removed", () => {
		const state = taken(initialState, ONE);
		const without = ONE.replace(", { name: b, home: /srv/b, enabled: false }", "");
		expect(types(state, without)).toEqual(["account.removed"]);
	});

	test("a session that is gone from it is removed, but not while its process runs", () => {
		const state = taken(initialState, ONE);
		const fewer = ONE.replace("max: 2", "max: 1");
		expect(types(state, fewer)).toEqual(["session.removed"]);
		const running = replay(state, {
			type: "session.launched",
			session: "ccl-auto-12",
			incarnation: life("l"),
			why: "",
			task: null,
		});
		expect(types(running, fewer)).toEqual([]);
	});

	test("an autonomous session stays in the project that it worked in last, while there is that", () => {
		const state = taken(initialState, ONE);
		const worked = replay(state, {
			type: "session.launched",
			session: "ccl-auto-11",
			incarnation: life("l"),
			why: "",
			task: null,
			project: "/srv/api",
		});
		expect(worked.sessions["ccl-auto-11"]?.project).toBe("/srv/api");
		expect(types(worked, ONE)).toEqual([]);
		const without = ONE.replace(", { path: /srv/api }", "");
		expect(taken(worked, without).sessions["ccl-auto-11"]?.project).toBe("/srv/app");
	});
});

describe("the first active account", () => {
	test("is the preferred one that is enabled", () => {
		const accounts = [account("a", [], { enabled: false }), account("b", [], { priority: 2 })];
		const state = stateOf({ accounts: [...accounts, account("c", [], { priority: 1 })] });
		expect(firstActive({ ...state, active: null })).toEqual({
			type: "account.activated",
			account: "c",
		});
	});

	test("stays when there is one, and is chosen anew when that was disabled or removed", () => {
		const state = stateOf({ accounts: [account("a"), account("b")] }, { active: "b" });
		expect(firstActive(state)).toBeNull();
		expect(firstActive({ ...state, active: "gone" })).toMatchObject({ account: "a" });
		const off = stateOf({ accounts: [account("a"), account("b", [], { enabled: false })] });
		expect(firstActive({ ...off, active: "b" })).toMatchObject({ account: "a" });
	});

	test("is none without an enabled account", () => {
		expect(firstActive(initialState)).toBeNull();
	});
});
