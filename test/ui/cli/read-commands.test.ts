import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { launched, refusePlans, START, verdict } from "../../engine/control/fixture-client.ts";
import { cli, cliProcess, daemon, startCli } from "./run-cli.ts";

const READS = [
	["status", ["accounts", "sessions", "queue", "dispatch", "switch", "engine", "active"]],
	["accounts", ["accounts", "active"]],
	["sessions", ["sessions"]],
	["queue", ["counts", "dispatch", "tasks", "refused"]],
	["checkpoints", ["checkpoints"]],
	["history", ["switches"]],
	["explain", ["verdict", "inputs", "candidates", "preconditions", "wouldChange", "plan"]],
] as const;

describe("without a daemon", () => {
	test.each([
		...READS.map(([name]) => name),
		"events",
		"events --follow",
		"switch --dry-run",
		"pause",
		"resume",
		"attach ccl-2",
		"restart ccl-2",
		"logs ccl-2",
		"logs ccl-2 --follow",
		"checkpoints --session ccl-2",
	])("%s ends with 3 and says how to start one", async (line) => {
		const { code, out, err } = await cli(line.split(" "));
		expect([code, out]).toEqual([3, ""]);
		expect(err).toContain("claude-failover --headless");
	});
});

describe("with a daemon", () => {
	test.each(READS)("%s --json is one object with its keys", async (name, keys) => {
		await using running = await daemon();
		const { code, out, err } = await cli([name, "--json"], running.env);
		expect([code, err]).toEqual([0, ""]);
		const view = JSON.parse(out);
		expect(view.schemaVersion).toBe(1);
		expect(Object.keys(view)).toEqual(expect.arrayContaining([...keys]));
	});

	test("a process of its own says the same", async () => {
		await using running = await daemon();
		const { code, out } = await cliProcess(["status", "--json"], running.env);
		expect([code, out]).toEqual([0, (await cli(["status", "--json"], running.env)).out]);
		const lost = await cliProcess(["status"]);
		expect([lost.code, lost.out]).toEqual([3, ""]);
	});

	test("status is the pool in lines", async () => {
		await using running = await daemon();
		const { code, out } = await cli(["status"], running.env);
		expect(code).toBe(0);
		expect(out).toMatch(/^claude-failover 9\.9\.9 {2}pid 4242 .* 2 accounts, 2 sessions$/m);
		expect(out).toMatch(
			/^main \* {3}ok {7}5h 50 % until 13:00 \(1m ago\), week 40 % until 2027-01-16 12:00 \(1m ago\)$/m,
		);
		expect(out.indexOf("\nccl-2 ")).toBeLessThan(out.indexOf("\nccl-10 "));
		expect(out).toContain("1 waiting, 0 running, 0 done, 0 failed; dispatch on");
	});

	test("columns are aligned whatever the text is, and nothing reaches the terminal", async () => {
		await using running = await daemon();
		const note = "wide 漢字 \u001b[31mred\u001b[0m \u202Eback\u0007 end";
		const incarnation = "ccl-2-1";
		const seen = { type: "session.state-seen", session: "ccl-2", state: "waiting" } as const;
		running.fixture.commit({ ...seen, incarnation, note });
		const { out } = await cli(["sessions"], running.env);
		expect(out).toContain("wide 漢字 red back end");
		expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
		const [head = "", ...rows] = out.trimEnd().split("\n");
		for (const row of rows) expect(row[head.indexOf("STATE") - 1]).toBe(" ");
		const { out: json } = await cli(["sessions", "--json"], running.env);
		expect(json).not.toContain("\u202e");
		expect(JSON.parse(json).sessions[0].note).toBe(note);
	});

	test("explain says what would change the answer", async () => {
		await using running = await daemon();
		const { out } = await cli(["explain"], running.env);
		expect(out).toContain("main has headroom");
		expect(out).toContain("main reaches 90 % of five_hour (now 50 %)");
		expect(out).toMatch(/^ {2}ok {2}backup {2}12 % used$/m);
	});

	test("explain never says that somebody asked for a switch", async () => {
		await using running = await daemon();
		const { out } = await cli(["explain"], running.env);
		expect(out).toContain(
			"if you asked for a switch now:\n  1 session would move from main to backup\n",
		);
		expect(out).not.toContain("asked for\n");
		const { out: json } = await cli(["explain", "--json"], running.env);
		expect(JSON.parse(json).plan.why).toBe("what a switch by hand would do");
		refusePlans(running.fixture);
		expect((await cli(["explain"], running.env)).out).toContain(
			"  nothing would move: no account can take over\n",
		);
	});

	test("a session that has no process is not running, for scripts it stays unknown", async () => {
		await using running = await daemon();
		for (const name of ["sessions", "status"]) {
			const { out } = await cli([name], running.env);
			expect(out).toMatch(/^ccl-10 +autonomous +not running /m);
			const { out: json } = await cli([name, "--json"], running.env);
			expect(JSON.parse(json).sessions[1]).toMatchObject({ state: "unknown", incarnation: null });
		}
		const seen = { type: "session.state-seen", session: "ccl-2", state: "unknown" } as const;
		running.fixture.commit({ ...seen, incarnation: "ccl-2-1", note: null });
		expect((await cli(["sessions"], running.env)).out).toMatch(/^ccl-2 +dedicated +unknown /m);
	});

	test("checkpoints of a session that is not there name the nearest, of one without any say so", async () => {
		await using running = await daemon();
		const of = async (name: string) => cli(["checkpoints", "--session", name], running.env);
		const unknown = await of("ccl-22");
		expect([unknown.code, unknown.out]).toEqual([2, ""]);
		expect(unknown.err).toContain('there is no session "ccl-22"; did you mean ccl-2?');
		expect(await of("ccl-2")).toMatchObject({ code: 0, out: "no checkpoints\n" });
	});

	test("history tells the seconds of a switch", async () => {
		await using running = await daemon();
		const { fixture } = running;
		const { commit } = fixture;
		const begun = { id: "s-1", from: "main", to: "backup", reason: "limit", why: "spent" } as const;
		commit({ type: "switch.begun", ...begun, moves: [] });
		fixture.at = START + 5300;
		commit({ type: "switch.ended", id: "s-1", outcome: "done", note: null });
		const { out } = await cli(["history"], running.env);
		expect(out).toMatch(/main {2}backup {2}limit {3}done {5}5\.3 {6}0\/0 {7}spent/);
	});

	test("history --json has id, from, to, reason, startedAt, seconds, outcome and its sessions, null where not known", async () => {
		await using running = await daemon();
		const { fixture } = running;
		const { commit } = fixture;
		const id = "s-1";
		const moves = ["ccl-2", "ccl-10"].map((session) => ({
			session,
			conversation: null,
			fromIncarnation: null,
		}));
		commit({
			type: "switch.begun",
			id,
			from: "main",
			to: "backup",
			reason: "limit",
			why: "",
			moves,
		});
		fixture.at = START + 1000;
		commit({ type: "move.stepped", id, session: "ccl-2", step: "stopped" });
		fixture.at = START + 3500;
		commit(
			{ type: "move.ended", id, session: "ccl-2", outcome: "moved", note: null },
			{ type: "move.ended", id, session: "ccl-10", outcome: "left", note: "it is at work" },
		);
		fixture.at = START + 4000;
		commit({ type: "switch.ended", id, outcome: "partial", note: "1 of 2 moved" });
		const { code, out } = await cli(["history", "--json"], running.env);
		expect([code, JSON.parse(out)]).toEqual([
			0,
			{
				schemaVersion: 1,
				switches: [
					expect.objectContaining({
						id,
						from: "main",
						to: "backup",
						reason: "limit",
						startedAt: START,
						seconds: 4,
						outcome: "partial",
						sessions: [
							{ name: "ccl-2", outcome: "moved", seconds: 2.5, readiness: null, note: null },
							{
								name: "ccl-10",
								outcome: "left",
								seconds: null,
								readiness: null,
								note: "it is at work",
							},
						],
					}),
				],
			},
		]);
		const lines = (await cli(["history"], running.env)).out.split("\n");
		expect(lines[1]).toContain("partial");
		expect(lines.slice(2)).toEqual(["  ccl-10  left  it is at work", ""]);
	});

	test("status --json shows an open switch from its BEGIN row on, until its end", async () => {
		await using running = await daemon();
		const { fixture } = running;
		const { commit } = fixture;
		const open = async () =>
			JSON.parse((await cli(["status", "--json"], running.env)).out).switch.open;
		expect(await open()).toBeNull();
		const id = "s-1";
		const move = { session: "ccl-2", conversation: null, fromIncarnation: null };
		const begun = { id, from: "main", to: "backup", reason: "manual", why: "asked for" } as const;
		commit({ type: "switch.begun", ...begun, moves: [move] });
		const view = { id, from: "main", to: "backup", reason: "manual", startedAt: START, total: 1 };
		expect(await open()).toEqual({ ...view, committedAt: null, moved: 0 });
		fixture.at = START + 500;
		commit(
			{ type: "switch.committed", id, proof: "it answered" },
			{ type: "move.ended", id, session: "ccl-2", outcome: "moved", note: null },
		);
		expect(await open()).toEqual({ ...view, committedAt: START + 500, moved: 1 });
		commit({ type: "switch.ended", id, outcome: "done", note: null });
		expect(await open()).toBeNull();
	});

	test("events are sentences, or one object a line", async () => {
		await using running = await daemon();
		const { out } = await cli(["events"], running.env);
		expect(out).toMatch(/^\d\d:\d\d:\d\d {3}quota: main has headroom$/m);
		const lines = (await cli(["events", "--json"], running.env)).out.trimEnd().split("\n");
		expect(lines).toHaveLength(running.fixture.client.store.getState().recent.length);
		expect(JSON.parse(lines.at(-1) ?? "")).toEqual({
			schemaVersion: 1,
			seq: lines.length,
			at: START,
			event: { type: "verdict.reached", why: "main has headroom" },
			level: "info",
			source: "quota",
			text: "main has headroom",
		});
	});

	test("events --follow goes on until it is told to stop", async () => {
		await using running = await daemon();
		const child = startCli(["events", "--follow", "--json"], running.env);
		const ended = new Promise((resolve) => child.once("close", resolve));
		const seen: string[] = [];
		for await (const line of createInterface({ input: child.stdout })) {
			const { text } = JSON.parse(line);
			seen.push(text);
			if (text === "main has headroom") running.fixture.commit(verdict("and still has"));
			if (text === "and still has") child.kill("SIGINT");
		}
		expect(await ended).toBe(0);
		expect(seen.slice(-2)).toEqual(["main has headroom", "and still has"]);
		expect(new Set(seen).size).toBe(seen.length);
	});

	test("a session's log has its own events and no others, newest last", async () => {
		await using running = await daemon();
		const seen = { type: "session.state-seen", session: "ccl-2", incarnation: "ccl-2-1" } as const;
		running.fixture.commit({ ...seen, state: "waiting", note: "\u001b[31mtrust\u202E this?" });
		running.fixture.commit(verdict("of nobody"));
		const { code, out } = await cli(["logs", "ccl-2"], running.env);
		const lines = out.trimEnd().split("\n");
		expect(code).toBe(0);
		expect(lines.at(-1)).toMatch(/^\d\d:\d\d:\d\d ! ccl-2: needs you: trust this\?$/);
		expect(lines.every((line) => line.includes(" ccl-2: "))).toBe(true);
		const { out: json } = await cli(["logs", "ccl-2", "--json"], running.env);
		expect(json).not.toContain("\u202e");
		const records = json
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(records).toHaveLength(lines.length);
		expect(records.at(-1)).toMatchObject({ schemaVersion: 1, at: START, source: "ccl-2" });
	});

	test("a log of a session that is not there names the nearest", async () => {
		await using running = await daemon();
		for (const more of [[], ["--follow"], ["--json"]]) {
			const { code, out, err } = await cli(["logs", "ccl-22", ...more], running.env);
			expect([code, out]).toEqual([2, ""]);
			expect(err).toContain('there is no session "ccl-22"; did you mean ccl-2?');
		}
	});

	test("logs --follow goes on with the events of that session until it is told to stop", async () => {
		await using running = await daemon();
		const child = startCli(["logs", "ccl-10", "--follow", "--json"], running.env);
		const ended = new Promise((resolve) => child.once("close", resolve));
		const seen: string[] = [];
		for await (const line of createInterface({ input: child.stdout })) {
			const { event } = JSON.parse(line);
			seen.push(event.type);
			if (event.type === "session.registered") {
				running.fixture.commit(launched("ccl-2"), launched("ccl-10"));
			}
			if (event.type === "session.launched") child.kill("SIGINT");
		}
		expect([await ended, seen]).toEqual([0, ["session.registered", "session.launched"]]);
	});

	test("a reader that leaves early is no failure", async () => {
		await using running = await daemon();
		const child = startCli(["events", "--follow"], running.env);
		const ended = new Promise((resolve) => child.once("close", resolve));
		child.stdout.once("data", () => {
			child.stdout.destroy();
			running.fixture.commit(verdict("nobody hears this"));
		});
		expect(await ended).toBe(0);
	});
});
