import { describe, expect, test } from "vitest";
import { run } from "../../../src/ui/cli/checkpoints.ts";
import { checkpointOf, restorePlan } from "../../engine/control/fixture-checkpoints.ts";
import { START } from "../../engine/control/fixture-client.ts";
import { cli, type Daemon, daemon, terminalIo } from "./run-cli.ts";

const { id } = checkpointOf(START);

/** A daemon that has recorded one checkpoint of ccl-2. */
async function withCheckpoint(): Promise<Daemon> {
	const running = await daemon();
	running.fixture.commit({ type: "checkpoint.taken", checkpoint: checkpointOf(START) });
	return running;
}

const refusing = restorePlan(START, {
	runnable: false,
	preconditions: [
		{
			name: "session",
			ok: false,
			detail: "ccl-2 is working",
			remedy: "wait until its turn has ended",
		},
	],
});

describe("checkpoints take", () => {
	test("writes one of a session and names it", async () => {
		await using running = await withCheckpoint();
		const { code, out } = await cli(["checkpoints", "take", "ccl-2"], running.env);
		expect([code, running.fixture.checkpoints.took]).toEqual([0, ["ccl-2"]]);
		expect(out).toBe(`${id}  ${checkpointOf(START).file}\n`);
		const json = await cli(["checkpoints", "take", "ccl-2", "--json"], running.env);
		expect(JSON.parse(json.out)).toMatchObject({ schemaVersion: 1, checkpoint: { id } });
	});

	test("of a session that is not there names the nearest", async () => {
		await using running = await withCheckpoint();
		const { code, err } = await cli(["checkpoints", "take", "ccl-1"], running.env);
		expect([code, running.fixture.checkpoints.took]).toEqual([2, []]);
		expect(err).toContain("did you mean ccl-");
	});
});

describe("checkpoints show", () => {
	test.each([[id], ["ccl-2"]])("%s tells what it holds, harmlessly", async (word) => {
		await using running = await withCheckpoint();
		const { code, out } = await cli(["checkpoints", "show", word], running.env);
		expect(code).toBe(0);
		expect(out).toMatch(/^session {2,}ccl-2 on main, working$/m);
		expect(out).toMatch(/^git {2,}0123456789ab on topic, 2 changed: src\/a\.ts, red$/m);
		expect(out).toMatch(/^task {2,}a title \(attempt 2\), \/srv\/app\/T-1\.md$/m);
		expect(out).toMatch(/^last tool {2,}Bash \{"command":"make"\} \(no result yet\)$/m);
		expect(out).toMatch(/^turn {2,}under way, in a tool$/m);
		expect(out).toMatch(/pane:\n {2}> make\n {2}ok\n$/);
		expect(out).not.toContain("\u001b");
	});

	test("--json gives all of it", async () => {
		await using running = await withCheckpoint();
		const { out } = await cli(["checkpoints", "show", id, "--json"], running.env);
		expect(JSON.parse(out)).toEqual({
			schemaVersion: 1,
			content: running.fixture.checkpoints.content,
		});
	});

	test("of one that was changed is refused with 4, of one that is not there with 2", async () => {
		await using running = await withCheckpoint();
		running.fixture.checkpoints.content = "damaged";
		const damaged = await cli(["checkpoints", "show", id], running.env);
		expect([damaged.code, damaged.err]).toEqual([
			4,
			"claude-failover: it was changed; use another\n",
		]);
		const missing = await cli(["checkpoints", "show", "ccl-3"], running.env);
		expect(missing.code).toBe(2);
		expect(missing.err).toContain("did you mean ccl-2?");
	});
});

describe("checkpoints restore", () => {
	test("--dry-run shows the plan and does nothing", async () => {
		await using running = await withCheckpoint();
		const words = ["checkpoints", "restore", "ccl-2", "--account", "backup", "--new", "--dry-run"];
		const { code, out } = await cli(words, running.env);
		const { asked, ran } = running.fixture.checkpoints;
		expect([code, ran]).toEqual([0, []]);
		expect(asked).toEqual([{ checkpoint: id, account: "backup", fresh: true, asker: "socket" }]);
		expect(out).toContain(`restore ccl-2 from ${id} on backup`);
		expect(out).toContain("stop its idle conversation c-9, after a checkpoint");
		expect(out).toContain("resume conversation c-1 in /srv/app");
		expect(out).toContain("note: files are left as they are");
		expect(out).toMatch(/^ {2}ok {2}session {2}ccl-2 is idle$/m);
	});

	test("--yes runs exactly the plan that was made", async () => {
		await using running = await withCheckpoint();
		const { code, out } = await cli(["checkpoints", "restore", id, "--yes"], running.env);
		expect([code, running.fixture.checkpoints.ran]).toEqual([0, ["restore-1"]]);
		expect(out).toMatch(/ccl-2 starts on backup with c-1\n$/);
	});

	test.each([
		["n", [], /nothing was done/],
		["y", ["restore-1"], /ccl-2 starts on backup/],
	])("asks, and takes %s for an answer", async (answer, ran, says) => {
		await using running = await withCheckpoint();
		const io = terminalIo(running.env, () => START);
		io.stdout.on("data", (part) => {
			if (String(part).endsWith("[y/N] ")) io.stdin.push(`${answer}\n`);
		});
		const code = await run({ flags: new Set(), values: {}, words: ["restore", id] }, io);
		expect([code, running.fixture.checkpoints.ran]).toEqual([0, ran]);
		expect(io.written()).toMatch(says);
	});

	test("that a precondition forbids ends with 4 and says what to do", async () => {
		await using running = await withCheckpoint();
		running.fixture.checkpoints.plan = refusing;
		for (const flag of ["--yes", "--dry-run"]) {
			const { code, out, err } = await cli(["checkpoints", "restore", id, flag], running.env);
			expect(code).toBe(4);
			expect(out).toMatch(/^ {2}no {2}session {2}ccl-2 is working; wait/m);
			expect(err).toBe(
				"claude-failover: refused: ccl-2 is working; wait until its turn has ended\n",
			);
		}
		expect(running.fixture.checkpoints.ran).toEqual([]);
	});

	test("--json is one object: plan, what was restored, or why not", async () => {
		await using running = await withCheckpoint();
		const words = ["checkpoints", "restore", id, "--json"];
		const done = JSON.parse((await cli([...words, "--yes"], running.env)).out);
		expect(done).toMatchObject({
			schemaVersion: 1,
			plan: { id: "restore-1" },
			restored: { session: "ccl-2", account: "backup", conversation: "c-1" },
			refused: null,
		});
		running.fixture.checkpoints.refused = true;
		const late = await cli([...words, "--yes"], running.env);
		expect([late.code, JSON.parse(late.out)]).toMatchObject([
			4,
			{ restored: null, refused: "it was changed; use another" },
		]);
		running.fixture.checkpoints.content = "damaged";
		const damaged = await cli([...words, "--dry-run"], running.env);
		expect([damaged.code, JSON.parse(damaged.out).plan]).toEqual([4, null]);
	});

	test("to an account that is not there names the nearest", async () => {
		await using running = await withCheckpoint();
		const words = ["checkpoints", "restore", id, "--yes", "--account", "bakup"];
		const { code, err } = await cli(words, running.env);
		expect([code, running.fixture.checkpoints.asked]).toEqual([2, []]);
		expect(err).toContain("did you mean backup?");
	});
});

describe("wrong usage of checkpoints", () => {
	test.each([
		[["tke", "ccl-2"], "did you mean take?"],
		[["toString"], "there are: take, show, restore"],
		[["take"], "a word is missing"],
		[["show", "a", "b"], 'unexpected "b"'],
		[["take", "ccl-2", "--yes"], "--yes does not go with checkpoints take"],
		[["--account", "main"], "--account does not go with checkpoints"],
		[["restore", "x", "--session", "y"], "--session does not go with checkpoints restore"],
		[["restore", "x"], "add --dry-run to look, or --yes to restore"],
		[["restore", "x", "--json"], "add --dry-run to look, or --yes to restore"],
	])("%j ends with 2 and says why", async (words, why) => {
		await using running = await withCheckpoint();
		const { code, out, err } = await cli(["checkpoints", ...words], running.env);
		expect([code, out]).toEqual([2, ""]);
		expect(err).toContain(why);
	});

	test.each(["take ccl-2", "show ccl-2", "restore ccl-2 --yes"])(
		"%s without a daemon ends with 3",
		async (line) => {
			const { code, err } = await cli(["checkpoints", ...line.split(" ")]);
			expect(code).toBe(3);
			expect(err).toContain("claude-failover --headless");
		},
	);
});
