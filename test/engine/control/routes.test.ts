import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { call, socketPlace } from "./call.ts";
import { type Fixture, refusePlans, START, seededFixture } from "./fixture-client.ts";

let path: string;
let fixture: Fixture;
let server: ControlServer;

async function start(readonly: boolean): Promise<void> {
	path = socketPlace();
	fixture = seededFixture();
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

beforeEach(() => start(false));
afterEach(() => server.close());

describe("what the pool looks like", () => {
	test("status has every promised key", async () => {
		const { status, body } = await call(path, "/v1/status");
		expect(status).toBe(200);
		expect(body).toMatchObject({
			schemaVersion: 1,
			engine: { pid: 4242, version: "9.9.9", startedAt: START },
			active: "main",
			queue: { waiting: 1, running: 0, done: 0, failed: 0, uncertain: 0 },
			dispatch: { paused: false },
			switch: { open: null },
		});
		expect(body.accounts.map((a: { name: string }) => a.name)).toEqual(["main", "backup"]);
		expect(body.accounts[0].windows[0]).toEqual({
			window: "five_hour",
			usedRatio: 0.5,
			resetsAt: START + 3_600_000,
			source: "statusline",
			observedAt: START - 60_000,
			spent: false,
			current: true,
			status: "current",
			forecast: null,
		});
		expect(body.sessions[0]).toMatchObject({
			name: "ccl-2",
			kind: "dedicated",
			account: "main",
			task: null,
		});
		expect(body.sessions[1]).toMatchObject({ name: "ccl-10", account: null, conversation: null });
	});

	test("an open switch is in the status with what has moved", async () => {
		begin(fixture);
		const open = async () => (await call(path, "/v1/status")).body.switch.open;
		const start = { id: "s-1", from: "main", to: "backup", total: 2 };
		expect(await open()).toMatchObject({ ...start, moved: 0 });
		fixture.commit({
			type: "move.ended",
			id: "s-1",
			session: "ccl-2",
			outcome: "moved",
			note: null,
		});
		expect(await open()).toMatchObject({ ...start, moved: 1 });
	});

	test("accounts, sessions, queue, checkpoints and history are lists", async () => {
		for (const [route, key] of [
			["accounts", "accounts"],
			["sessions", "sessions"],
			["queue", "tasks"],
			["checkpoints", "checkpoints"],
			["history", "switches"],
		]) {
			const { status, body } = await call(path, `/v1/${route}`);
			expect([status, body.schemaVersion, Array.isArray(body[key ?? ""])]).toEqual([200, 1, true]);
		}
	});

	test("a session that was ended by a switch is in the history with its seconds", async () => {
		begin(fixture);
		fixture.at += 4200;
		fixture.commit({ type: "switch.ended", id: "s-1", outcome: "partial", note: "one left" });
		const { body } = await call(path, "/v1/history");
		expect(body.switches[0]).toMatchObject({
			id: "s-1",
			outcome: "partial",
			seconds: 4.2,
			total: 2,
		});
	});

	test("one session comes with its events, an unknown one is a 404", async () => {
		const { body } = await call(path, "/v1/sessions/ccl-2");
		expect(body.session.attach).toEqual(["tmux", "-L", "ccl-test", "attach", "-t", "=ccl-2"]);
		expect(body.events.at(-1).event.type).toBe("session.launched");
		for (const name of ["ccl-3", "__proto__", "%ff", "constructor"]) {
			expect((await call(path, `/v1/sessions/${name}`)).status).toBe(404);
		}
	});

	test("a preview has as many rows as were asked for", async () => {
		const { body } = await call(path, "/v1/sessions/ccl-2/preview?rows=1");
		expect(body).toEqual({ schemaVersion: 1, session: "ccl-2", rows: ["ok"] });
		fixture.rows = null;
		expect((await call(path, "/v1/sessions/ccl-2/preview")).body.rows).toBeNull();
		expect((await call(path, "/v1/sessions/ccl-3/preview")).status).toBe(404);
		expect((await call(path, "/v1/sessions/ccl-2/preview?rows=0")).body.field).toBe("rows");
	});

	test("livez answers always, readyz once the engine works", async () => {
		expect((await call(path, "/livez")).body).toMatchObject({ ok: true, version: "9.9.9" });
		expect((await call(path, "/readyz")).status).toBe(200);
		fixture.commit({ type: "loop.gave-up", loop: "dispatcher", error: "no" });
		const { status, body } = await call(path, "/readyz");
		expect([status, body.detail]).toEqual([503, "gave up: dispatcher"]);
	});
});

describe("explain", () => {
	test("says what was decided, from what, and what would change it", async () => {
		const { body } = await call(path, "/v1/explain");
		expect(body.verdict).toEqual({ why: "main has headroom", at: START });
		expect(body.inputs.accounts).toHaveLength(2);
		expect(body.plan.to).toBe("backup");
		expect(body.wouldChange).toContain("main reaches 90 % of five_hour (now 50 %)");
	});

	test("names why each candidate was refused", async () => {
		refusePlans(fixture);
		const { body } = await call(path, "/v1/explain");
		expect(body.candidates[0].why).toBe("its 5-hour window is spent");
		expect(body.wouldChange).toContain("login: log in on backup");
	});

	test("answers also when no plan can be made", async () => {
		fixture.plan = () => {
			throw new Error("no active account");
		};
		const { status, body } = await call(path, "/v1/explain");
		expect([status, body.plan, body.planProblem]).toEqual([200, null, "no active account"]);
	});
});

describe("acting", () => {
	test("a dry run gives the plan and runs nothing", async () => {
		const { status, body } = await call(path, "/v1/switch", { body: { dryRun: true } });
		expect([status, body.plan.id, fixture.ran]).toEqual([200, "plan-1", []]);
		const ask = { to: null, sessions: null, force: false, purpose: "look", asker: "socket" };
		expect(fixture.asked).toEqual([ask]);
	});

	test("a plan is run by its id", async () => {
		const { status, body } = await call(path, "/v1/switch", { body: { planId: "plan-1" } });
		expect([status, body.switchId, fixture.ran]).toEqual([202, "switch-1", ["plan-1"]]);
	});

	test("a refusal is a 409 with reason and remedy", async () => {
		fixture.reply = () => ({ kind: "refused", why: "the plan is stale", remedy: "plan again" });
		const { status, body } = await call(path, "/v1/switch", { body: { planId: "old" } });
		expect([status, body.detail, body.remedy]).toEqual([409, "the plan is stale", "plan again"]);
	});

	test("an account or session that is not there is named", async () => {
		const to = await call(path, "/v1/switch", { body: { dryRun: true, to: "nobody" } });
		expect([to.status, to.body.field]).toEqual([400, "to"]);
		const ask = { dryRun: true, sessions: ["ccl-2", "toString"] };
		const sessions = await call(path, "/v1/switch", { body: ask });
		expect([sessions.status, sessions.body.field]).toEqual([400, "sessions.1"]);
	});

	test("pause and resume change the dispatch", async () => {
		expect((await call(path, "/v1/pause", { body: { all: true } })).body.dispatch.all).toBe(true);
		expect((await call(path, "/v1/status")).body.dispatch).toEqual({
			paused: true,
			all: true,
			since: START,
			until: null,
			projects: {},
			waitsFor: null,
			wants: {},
		});
		const { body } = await call(path, "/v1/resume", { body: {} });
		expect(body.dispatch.paused).toBe(false);
	});

	test("a project is paused and resumed by itself, for a time", async () => {
		const until = START + 3_600_000;
		const asked = { project: "/srv/app", until };
		const paused = await call(path, "/v1/pause", { body: asked });
		expect(paused.body.dispatch).toMatchObject({
			paused: false,
			projects: { "/srv/app": { since: START, until } },
		});
		for (const shown of ["status", "queue"]) {
			const { body } = await call(path, `/v1/${shown}`);
			expect(body.dispatch).toEqual(paused.body.dispatch);
		}
		expect((await call(path, "/v1/queue")).body.tasks[0].waitsFor).toBe(
			"dispatch of its project to go on",
		);
		const resumed = await call(path, "/v1/resume", { body: { project: "/srv/app" } });
		expect(resumed.body.dispatch.projects).toEqual({});
	});

	test("a pause of what is no project, or until no time, is refused with what is wrong", async () => {
		for (const route of ["/v1/pause", "/v1/resume"]) {
			const { status, body } = await call(path, route, { body: { project: "nobody" } });
			expect([status, body.detail, body.remedy]).toEqual([
				409,
				"there is no such project",
				"see app",
			]);
		}
		for (const until of [0, -1, 1.5, 1e300, "18:00"]) {
			const { status, body } = await call(path, "/v1/pause", { body: { until } });
			expect([status, body.field]).toEqual([400, "until"]);
		}
	});

	test("a session that may start again is released; what the engine refuses is a 409 with its remedy", async () => {
		const restart = (name: string) => call(path, `/v1/sessions/${name}/restart`, { body: {} });
		expect((await restart("ccl-10")).status).toBe(202);
		const { recent } = fixture.client.store.getState();
		expect(recent.at(-1)?.event).toEqual({ type: "session.released", session: "ccl-10" });
		fixture.restarted = () => ({ kind: "refused", why: "it is running", remedy: "/exit" });
		const { status, body } = await restart("ccl-2");
		expect([status, body.detail, body.remedy]).toEqual([409, "it is running", "/exit"]);
		for (const name of ["ccl-22", "__proto__", "constructor"]) {
			expect((await restart(name)).status).toBe(404);
		}
		expect((await restart("ccl-22")).body.remedy).toBe("did you mean ccl-2?");
	});

	test("a session is stopped, by force only where that is asked for; a refusal is a 409 with its remedy", async () => {
		const stop = (name: string, body: object = {}) =>
			call(path, `/v1/sessions/${name}/stop`, { body });
		expect((await stop("ccl-2")).body).toEqual({ schemaVersion: 1, session: "ccl-2" });
		await stop("ccl-2", { force: true });
		expect(fixture.stops).toEqual(["ccl-2", "ccl-2 force"]);
		fixture.stopped = { kind: "refused", why: "it is in the middle of a turn", remedy: "wait" };
		const { status, body } = await stop("ccl-2");
		expect([status, body.detail, body.remedy]).toEqual([
			409,
			"it is in the middle of a turn",
			"wait",
		]);
		expect((await stop("ccl-22")).body.remedy).toBe("did you mean ccl-2?");
		expect((await stop("ccl-2", { force: "yes" })).body.field).toBe("force");
	});

	test("a line is sent, and the answer says whether it arrived", async () => {
		const send = (name: string, line: string) =>
			call(path, `/v1/sessions/${name}/send`, { body: { line } });
		expect((await send("ccl-2", "Go on — ♥")).body.outcome).toEqual({ kind: "accepted" });
		fixture.sent = { kind: "unconfirmed", why: "no turn began", remedy: "look" };
		const unsure = await send("ccl-2", "And then?");
		expect([unsure.status, unsure.body.outcome]).toEqual([200, fixture.sent]);
		expect(fixture.lines).toEqual(["ccl-2: Go on — ♥", "ccl-2: And then?"]);
		fixture.sent = { kind: "refused", why: "it is busy", remedy: "wait" };
		expect((await send("ccl-2", "Now")).status).toBe(409);
		expect((await send("ccl-22", "Now")).status).toBe(404);
	});

	test.each([
		"/exit",
		"!rm -rf .",
		"# note",
		"two\nlines",
		"\u001b[A",
		"\u202etxt",
		"",
		" ",
		"x".repeat(901),
	])("the line %j is refused before anything is asked of the session", async (line) => {
		const { status, body } = await call(path, "/v1/sessions/ccl-2/send", { body: { line } });
		expect([status, body.type, body.field]).toEqual([400, "invalid", "line"]);
		expect(fixture.lines).toEqual([]);
	});

	test("a switch is put off, shown, and cancelled", async () => {
		const at = START + 3_600_000;
		const { status, body } = await call(path, "/v1/switch", { body: { at, to: "backup" } });
		expect([status, body.scheduled]).toEqual([202, { id: "later-1", at }]);
		const shown = (await call(path, "/v1/status")).body.switch.scheduled;
		expect(shown).toMatchObject({ id: "later-1", at, to: "backup", sessions: null });
		expect((await call(path, "/v1/explain")).body.inputs.scheduled).toEqual(shown);
		const cancel = () => call(path, "/v1/switch", { body: { cancel: true } });
		expect((await cancel()).body.scheduled).toBeNull();
		expect((await cancel()).status).toBe(409);
		const nobody = await call(path, "/v1/switch", { body: { at, to: "nobody" } });
		expect([nobody.status, nobody.body.field]).toEqual([400, "to"]);
	});

	test("an account is enabled, disabled and drained by its name", async () => {
		const use = (name: string, word: string) =>
			call(path, `/v1/accounts/${name}/${word}`, { body: {} });
		expect((await use("backup", "drain")).body.account).toMatchObject({
			name: "backup",
			state: "disabled",
			withheld: "drained",
		});
		expect((await use("backup", "disable")).body.account.withheld).toBe("disabled");
		expect((await use("backup", "enable")).body.account).toMatchObject({ withheld: null });
		for (const name of ["nobody", "__proto__"]) expect((await use(name, "drain")).status).toBe(404);
		expect((await use("nobody", "drain")).body.remedy).toBe("there are: main, backup");
	});

	test("a failure inside is a 500 that keeps the server up", async () => {
		fixture.plan = () => {
			throw new Error("out of ideas");
		};
		const { status, body } = await call(path, "/v1/switch", { body: { dryRun: true } });
		expect([status, body.detail]).toEqual([500, "out of ideas"]);
		expect((await call(path, "/livez")).status).toBe(200);
	});

	test("a read-only server plans, and refuses the rest", async () => {
		await server.close();
		await start(true);
		expect((await call(path, "/v1/switch", { body: { dryRun: true } })).status).toBe(200);
		for (const [route, body] of [
			["switch", { planId: "plan-1" }],
			["switch", { at: START + 1, to: null }],
			["switch", { cancel: true }],
			["accounts/main/drain", {}],
			["pause", {}],
			["resume", {}],
			["sessions/ccl-2/restart", {}],
			["sessions/ccl-2/stop", {}],
			["sessions/ccl-2/send", { line: "Go on." }],
			["tasks", { text: "Do it." }],
			["tasks/T-1/priority", { priority: "high" }],
			["tasks/T-1/retry", {}],
			["tasks/T-1/drop", {}],
			["tasks/T-1/done", {}],
		] as const) {
			const answer = await call(path, `/v1/${route}`, { body });
			expect([answer.status, answer.body.type]).toEqual([403, "readonly"]);
		}
		expect(fixture.ran).toEqual([]);
		expect([fixture.tasks.added, fixture.tasks.did]).toEqual([[], []]);
		expect((await call(path, "/v1/tasks/T-1")).status).toBe(200);
	});
});

function begin({ commit }: Fixture): void {
	const move = { conversation: null, fromIncarnation: null };
	commit({
		type: "switch.begun",
		id: "s-1",
		from: "main",
		to: "backup",
		reason: "manual",
		why: "asked for",
		moves: ["ccl-2", "ccl-10"].map((session) => ({ session, ...move })),
	});
}
