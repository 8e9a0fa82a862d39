import { describe, expect, test } from "vitest";
import type { SwitchOutcome } from "../../../src/state/model.ts";
import { run as runSwitch } from "../../../src/ui/cli/switch.ts";
import { type Fixture, refusePlans } from "../../engine/control/fixture-client.ts";
import { cli, cliProcess, daemon, terminalIo } from "./run-cli.ts";

/** Lets the fixture carry out the plan as soon as it is run. */
function carryOut(fixture: Fixture, outcome: SwitchOutcome): void {
	fixture.reply = () => {
		const id = "switch-1";
		const move = { session: "ccl-2", conversation: null, fromIncarnation: null };
		fixture.commit({
			type: "switch.begun",
			id,
			from: "main",
			to: "backup",
			reason: "manual",
			why: "asked for",
			moves: [move],
		});
		setImmediate(() => {
			fixture.commit({ type: "move.stepped", id, session: "ccl-2", step: "stopped" });
			fixture.commit({ type: "move.ended", id, session: "ccl-2", outcome: "moved", note: null });
			fixture.commit({ type: "switch.ended", id, outcome, note: null });
		});
		return { kind: "started", switchId: id };
	};
}

describe("switch", () => {
	test("--dry-run shows the plan and does nothing", async () => {
		await using running = await daemon();
		const words = ["switch", "--to", "backup", "--session", "ccl-2", "--force", "--dry-run"];
		const { code, out } = await cli(words, running.env);
		expect(code).toBe(0);
		expect(out).toContain("switch main → backup, 1 session: asked for");
		expect(out).toContain("ccl-10  it is idle");
		expect(running.fixture.asked).toEqual([
			{ to: "backup", sessions: ["ccl-2"], force: true, purpose: "show", asker: "socket" },
		]);
		expect(running.fixture.ran).toEqual([]);
	});

	test("--yes runs the plan and tells each step to its end", async () => {
		await using running = await daemon();
		carryOut(running.fixture, "done");
		const { code, out } = await cliProcess(["switch", "--yes"], running.env);
		expect([code, running.fixture.ran]).toEqual([0, ["plan-1"]]);
		const steps = [
			/begun/,
			/ccl-2: stopped \[0\.0 s, can still go back\]/,
			/ccl-2: moved/,
			/switch: done/,
		];
		const found = steps.map((step) => out.search(step));
		expect(found).toEqual([...found].sort((a, b) => a - b));
		expect(found).not.toContain(-1);
	});

	test.each(["partial", "rolled-back", "failed"] as const)(
		"that ends %s fails",
		async (outcome) => {
			await using running = await daemon();
			carryOut(running.fixture, outcome);
			const { code, out } = await cli(["switch", "--yes", "--json"], running.env);
			expect([code, JSON.parse(out).switch.outcome]).toEqual([1, outcome]);
		},
	);

	test("of a plan that cannot run is refused with the reason", async () => {
		await using running = await daemon();
		refusePlans(running.fixture);
		for (const words of [["--dry-run"], ["--yes"], []]) {
			const { code, out, err } = await cli(["switch", ...words], running.env);
			expect(code).toBe(4);
			expect(out).toContain("its 5-hour window is spent");
			expect(err).toContain("refused: backup is logged out; log in on backup");
		}
		const { code, out } = await cli(["switch", "--dry-run", "--json"], running.env);
		expect([code, JSON.parse(out).plan.runnable]).toEqual([4, false]);
		expect(running.fixture.ran).toEqual([]);
	});

	test("that the engine refuses ends with 4, reason and remedy", async () => {
		await using running = await daemon();
		running.fixture.reply = () => ({ kind: "refused", why: "it is stale", remedy: "plan again" });
		const { code, err } = await cli(["switch", "--yes"], running.env);
		expect([code, err]).toEqual([4, expect.stringContaining("refused: it is stale; plan again")]);
	});

	test("--yes is refused with 4 when the plan of the dry run no longer holds; nothing runs", async () => {
		await using running = await daemon();
		const planned = running.fixture.plan;
		running.fixture.plan = (ask) =>
			ask.purpose === "run"
				? { ...planned(ask), changed: "ccl-3 would move as well" }
				: planned(ask);
		const { code, err } = await cli(["switch", "--yes"], running.env);
		expect([code, err]).toEqual([
			4,
			expect.stringContaining("not as the dry run showed it: ccl-3 would move as well"),
		]);
		const json = await cli(["switch", "--yes", "--json"], running.env);
		expect([json.code, JSON.parse(json.out).refused]).toEqual([
			4,
			expect.stringContaining("ccl-3 would move as well"),
		]);
		expect(running.fixture.ran).toEqual([]);
	});

	test("--plan runs exactly that plan, without planning anew, and shows it", async () => {
		await using running = await daemon();
		carryOut(running.fixture, "done");
		const { reply, plan } = running.fixture;
		running.fixture.reply = (id) => {
			const shown = { ...plan({ to: null, sessions: null, force: false }), id };
			return { ...reply(id), plan: shown } as ReturnType<typeof reply>;
		};
		const { code, out } = await cli(["switch", "--plan", "plan-7", "--yes"], running.env);
		expect([code, running.fixture.ran, running.fixture.asked]).toEqual([0, ["plan-7"], []]);
		expect(out).toContain("switch main → backup, 1 session");
		const json = await cli(["switch", "--plan", "plan-7", "--yes", "--json"], running.env);
		expect(JSON.parse(json.out)).toMatchObject({
			plan: { id: "plan-7" },
			switch: { outcome: "done" },
			refused: null,
		});
	});

	test("--plan of a plan that is not known is refused with 4, and goes with no other wish", async () => {
		await using running = await daemon();
		running.fixture.reply = () => ({
			kind: "refused",
			why: "not known",
			remedy: "make a new plan",
		});
		const words = ["switch", "--plan", "old", "--yes"];
		expect(await cli(words, running.env)).toMatchObject({
			code: 4,
			err: expect.stringContaining("refused: not known; make a new plan"),
		});
		expect(JSON.parse((await cli([...words, "--json"], running.env)).out)).toMatchObject({
			plan: null,
			switch: null,
			refused: expect.stringContaining("not known"),
		});
		for (const other of [["--to", "backup"], ["--session", "ccl-2"], ["--force"], ["-n"]]) {
			const { code, err } = await cli([...words, ...other], running.env);
			expect([code, err]).toEqual([2, expect.stringContaining("--plan")]);
		}
	});

	test("names the nearest account or session", async () => {
		await using running = await daemon();
		const to = await cli(["switch", "--to", "bakup", "--dry-run"], running.env);
		expect([to.code, to.err]).toEqual([2, expect.stringContaining("did you mean backup?")]);
		const session = await cli(["switch", "--session", "x", "--dry-run"], running.env);
		expect([session.code, session.err]).toEqual([2, expect.stringContaining("ccl-2")]);
	});

	test("asks on a terminal, and not elsewhere", async () => {
		await using running = await daemon();
		const { code, err } = await cli(["switch"], running.env);
		expect([code, err]).toEqual([2, expect.stringContaining("--yes")]);
		expect(running.fixture.ran).toEqual([]);
	});

	test.each([
		["y", 0, ["plan-1"]],
		["yes", 0, ["plan-1"]],
		["", 0, []],
		["no", 0, []],
		["maybe", 0, []],
	])("answered with %j", async (answer, code, ran) => {
		await using running = await daemon();
		carryOut(running.fixture, "done");
		const io = terminalIo(running.env, running.fixture.now);
		const args = { flags: new Set<string>(), values: {}, words: [] };
		const ended = runSwitch(args, io);
		await expect.poll(() => io.written()).toContain("Run it? [y/N]");
		(io.stdin as unknown as NodeJS.WritableStream).write(`${answer}\n`);
		expect([await ended, running.fixture.ran]).toEqual([code, ran]);
	});
});

describe("switch --at", () => {
	test("shows the plan as of now, and leaves the rest to the engine", async () => {
		await using running = await daemon();
		const words = ["switch", "--to", "backup", "--at", "+30m", "--yes"];
		const { code, out } = await cli(words, running.env);
		expect([code, running.fixture.ran]).toEqual([0, []]);
		expect(out).toContain("switch main → backup, 1 session: asked for");
		expect(out).toMatch(/scheduled for \S+, planned afresh then/);
		const { scheduled } = running.fixture.client.store.getState().state;
		expect(scheduled).toMatchObject({ to: "backup", at: running.fixture.at + 30 * 60_000 });
		const status = await cli(["status"], running.env);
		expect(status.out).toContain("switch scheduled: to backup at ");
		const explained = await cli(["explain"], running.env);
		expect(explained.out).toContain("a switch is scheduled for ");
		const cancelled = await cli(["switch", "--cancel"], running.env);
		expect([cancelled.code, cancelled.out]).toEqual([0, "the scheduled switch is cancelled\n"]);
		expect((await cli(["switch", "--cancel"], running.env)).code).toBe(4);
	});

	test("also when it could not run now, and says so; --dry-run only looks", async () => {
		await using running = await daemon();
		refusePlans(running.fixture);
		const look = await cli(["switch", "--at", "+30m", "--dry-run"], running.env);
		const scheduled = () => running.fixture.client.store.getState().state.scheduled;
		expect([look.code, scheduled() ?? null]).toEqual([0, null]);
		const { code, out } = await cli(["switch", "--at", "+30m", "--yes"], running.env);
		expect([code, scheduled()?.to]).toEqual([0, null]);
		expect(out).toContain("now it would be refused: backup is logged out");
		const json = await cli(["switch", "--at", "+40m", "--yes", "--json"], running.env);
		expect(JSON.parse(json.out)).toMatchObject({ schemaVersion: 1, scheduled: { id: "later-1" } });
	});

	test("of no time is wrong usage", async () => {
		await using running = await daemon();
		const { code, err } = await cli(["switch", "--at", "soon"], running.env);
		expect([code, err]).toEqual([2, expect.stringContaining("write a time of day (18:00)")]);
	});
});

describe("accounts", () => {
	test.each([
		["disable", "disabled", "nothing new starts on main"],
		["drain", "drained", "move off, each when its turn has ended"],
		["enable", null, "main may be used again"],
	])("%s says what follows, and the account shows it", async (word, withheld, said) => {
		await using running = await daemon();
		const { code, out } = await cli(["accounts", word, "main"], running.env);
		expect([code, out]).toEqual([0, expect.stringContaining(said)]);
		const listed = await cli(["accounts", "--json"], running.env);
		expect(JSON.parse(listed.out).accounts[0]).toMatchObject({ name: "main", withheld });
		const { out: shown } = await cli(["accounts"], running.env);
		const mark = `accounts enable main\` takes it back`;
		expect(shown.includes(mark)).toBe(withheld !== null);
		const { out: status } = await cli(["status"], running.env);
		expect(status.includes(`main *   ${withheld}`)).toBe(withheld !== null);
	});

	test("names the nearest account, and how to write it", async () => {
		await using running = await daemon();
		const unknown = await cli(["accounts", "drain", "maim"], running.env);
		expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("did you mean main?")]);
		for (const words of [["drain"], ["dry", "main"], ["toString", "main"]]) {
			const { code, err } = await cli(["accounts", ...words], running.env);
			expect([code, err]).toEqual([2, expect.stringContaining("enable|disable|drain NAME")]);
		}
	});
});

describe("pause and resume", () => {
	test("change the dispatch and say so", async () => {
		await using running = await daemon();
		const dispatch = () => running.fixture.client.store.getState().state.dispatch;
		const paused = await cli(["pause", "--all"], running.env);
		expect([paused.code, dispatch().all]).toEqual([0, true]);
		expect(paused.out).toContain("automatic switching");
		expect((await cli(["resume"], running.env)).code).toBe(0);
		expect(dispatch().paused).toBe(false);
	});

	test("of one project for a time is told, shown, and ended by itself", async () => {
		await using running = await daemon();
		const words = ["pause", "--project", "/srv/app", "--until", "+1h"];
		const { code, out } = await cli(words, running.env);
		expect([code, out]).toEqual([
			0,
			expect.stringMatching(
				/^the tasks of \/srv\/app are paused until \d\d:\d\d; .*ends that before\n$/,
			),
		]);
		for (const shown of ["queue", "status"]) {
			const { out: text } = await cli([shown], running.env);
			expect(text).toMatch(/dispatch on; paused of themselves: \/srv\/app until \d\d:\d\d/);
		}
		const json = JSON.parse((await cli(["status", "--json"], running.env)).out);
		expect(Object.keys(json.dispatch.projects)).toEqual(["/srv/app"]);
		const whole = await cli(["resume"], running.env);
		expect(whole.out).toContain("the tasks of /srv/app are paused yet");
		const own = await cli(["resume", "--project", "/srv/app"], running.env);
		expect([own.code, own.out]).toEqual([0, "the tasks of /srv/app go on\n"]);
	});

	test("takes a project by its name, or by a path from where one stands", async () => {
		await using running = await daemon();
		const env = { ...running.env, PWD: "/srv/app" };
		await cli(["pause", "--project", "."], env);
		await cli(["pause", "--project", "../api"], env);
		await cli(["pause", "--project", "~/x"], env);
		await cli(["pause", "--project", "key"], env);
		const { projects = {} } = running.fixture.client.store.getState().state.dispatch;
		expect(Object.keys(projects)).toEqual(["/srv/app", "/srv/api", `${running.env.HOME}/x`, "key"]);
	});

	test.each([
		[["--until", "tomorrow"], 2, "write a time of day"],
		[["--until", "25:00"], 2, "write a time of day"],
		[["--all", "--project", "app"], 2, "leave --project away"],
		[["--project"], 2, "needs a value"],
		[["--project", "nobody"], 4, "there is no such project; see app"],
	])("%j is refused with the reason", async (words, status, why) => {
		await using running = await daemon();
		const { code, err } = await cli(["pause", ...words], running.env);
		expect([code, err]).toEqual([status, expect.stringContaining(why)]);
		expect(running.fixture.client.store.getState().state.dispatch.paused).toBe(false);
	});
});

describe("stop", () => {
	test("ends a session and says how it comes back", async () => {
		await using running = await daemon();
		const { code, out } = await cli(["stop", "ccl-2"], running.env);
		expect([code, running.fixture.stops]).toEqual([0, ["ccl-2"]]);
		expect(out).toBe("ccl-2 is stopped; `claude-failover restart ccl-2` brings it back\n");
		await cli(["stop", "ccl-2", "--force"], running.env);
		expect(running.fixture.stops).toEqual(["ccl-2", "ccl-2 force"]);
	});

	test("names the nearest session, and says why the engine refuses", async () => {
		await using running = await daemon();
		const unknown = await cli(["stop", "ccl-22"], running.env);
		expect([unknown.code, unknown.err]).toEqual([
			2,
			expect.stringContaining("did you mean ccl-2?"),
		]);
		running.fixture.stopped = { kind: "refused", why: "it is in a turn", remedy: "wait" };
		const refused = await cli(["stop", "ccl-2"], running.env);
		expect([refused.code, refused.err]).toEqual([4, "claude-failover: it is in a turn; wait\n"]);
	});
});

describe("send", () => {
	test("types one line, and says that a turn began with it", async () => {
		await using running = await daemon();
		const { code, out } = await cli(["send", "ccl-2", "Run it again."], running.env);
		expect([code, out]).toEqual([0, "ccl-2 began a turn with it\n"]);
		expect(running.fixture.lines).toEqual(["ccl-2: Run it again."]);
	});

	test("ends with 1 where nobody knows whether it arrived, and says to look first", async () => {
		await using running = await daemon();
		const why = "it was typed, and no turn began within 10 s";
		running.fixture.sent = { kind: "unconfirmed", why, remedy: "look first" };
		const { code, err } = await cli(["send", "ccl-2", "Run it again."], running.env);
		expect([code, err]).toEqual([1, `claude-failover: ${why}; look first\n`]);
	});

	test("says to look first where the daemon went away with the line", async () => {
		await using running = await daemon();
		running.fixture.client.send = () => Promise.reject(new Error("the disk is full"));
		const { code, err } = await cli(["send", "ccl-2", "Run it again."], running.env);
		expect(code).toBe(1);
		expect(err).toContain("look before you send it again: claude-failover attach ccl-2");
	});

	test("refuses a command of claude, and a line that is not one word for the shell", async () => {
		await using running = await daemon();
		const command = await cli(["send", "ccl-2", "/exit"], running.env);
		expect([command.code, command.err]).toEqual([2, expect.stringContaining("begins with /")]);
		expect((await cli(["send", "ccl-2", "two", "words"], running.env)).code).toBe(2);
		expect(running.fixture.lines).toEqual([]);
	});
});

describe("restart", () => {
	test("lets a session that was left with /exit start again", async () => {
		await using running = await daemon();
		const { commit, client } = running.fixture;
		const left = { how: "exit", note: "left by its operator", incarnation: "ccl-2-1" } as const;
		commit({ type: "session.ended", session: "ccl-2", ...left });
		const state = () => client.store.getState().state.sessions["ccl-2"]?.state;
		expect(state()).toBe("stopped");
		const { code, out } = await cli(["restart", "ccl-2"], running.env);
		expect([code, state()]).toEqual([0, "unknown"]);
		expect(out).toBe(
			"ccl-2 may start again; it starts with its own conversation as soon as an account can take it\n",
		);
	});

	test("says for an autonomous session that it starts when it is needed", async () => {
		await using running = await daemon();
		const { out } = await cli(["restart", "ccl-10"], running.env);
		expect(out).toContain("when the pool needs it");
	});

	test("names the nearest session, and says why the engine refuses", async () => {
		await using running = await daemon();
		const unknown = await cli(["restart", "ccl-22"], running.env);
		expect([unknown.code, unknown.err]).toEqual([
			2,
			expect.stringContaining("did you mean ccl-2?"),
		]);
		running.fixture.restarted = () => ({ kind: "refused", why: "it is running", remedy: "/exit" });
		const refused = await cli(["restart", "ccl-2"], running.env);
		expect([refused.code, refused.err]).toEqual([4, "claude-failover: it is running; /exit\n"]);
	});
});

describe("attach", () => {
	test("needs a session that is there, has a pane, and a terminal", async () => {
		await using running = await daemon();
		const attach = async (name: string) => {
			const { code, err } = await cli(["attach", name], running.env);
			return [code, err];
		};
		expect(await attach("ccl-22")).toEqual([2, expect.stringContaining("did you mean ccl-2?")]);
		expect(await attach("ccl-10")).toEqual([4, expect.stringContaining("has no pane now")]);
		expect(await attach("ccl-2")).toEqual([2, expect.stringContaining("needs a terminal")]);
	});
});
