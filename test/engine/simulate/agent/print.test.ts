import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
	readRequests,
	setFailure,
	setLoggedOut,
	setUsagePollFails,
	spendTo,
} from "../../../../src/engine/simulate/agent/world.ts";
import { Rig, type RigWish, uuids } from "./rig.ts";

describe("claude -p, simulated", () => {
	let rig: Rig | undefined;
	const open = (wish?: RigWish) => {
		rig = new Rig(wish);
		return rig;
	};
	afterEach(async () => {
		await rig?.end();
	});

	test("it prints the answer and leaves the conversation on disk", async () => {
		const { run, transcript } = bound(open());
		const id = randomUUID();
		const result = await run("a", ["-p", "--session-id", id, "[[bash:echo hi]][[say:well]]"]);
		expect(result).toMatchObject({ status: 0, stdout: "well\n" });
		const types = transcript(id).map((line) => line.type);
		expect(types).toContain("session-owner");
		expect(JSON.stringify(transcript(id))).toContain('"content":"hi"');
	});

	test("what it refuses is told on stderr with status 1", async () => {
		const { run } = bound(open());
		const id = randomUUID();
		await run("a", ["-p", "--session-id", id, "x"]);
		const used = await run("b", ["-p", "--session-id", id, "x"]);
		expect(used).toMatchObject({
			status: 1,
			stderr: `Error: Session ID ${id} is already in use.\n`,
		});
		const lost = await run("a", ["-p", "--resume", randomUUID(), "x"]);
		expect(lost.stderr).toContain("No conversation found with session ID");
		expect(await run("a", ["--frobnicate"])).toMatchObject({
			status: 1,
			stderr: "error: unknown option '--frobnicate'\n",
		});
	});

	test("a fork leaves the first conversation alone", async () => {
		const { run, transcript } = bound(open());
		const [id, fork] = [randomUUID(), randomUUID()];
		await run("a", ["-p", "--session-id", id, "[[say:one]]"]);
		const before = transcript(id).length;
		await run("a", ["-p", "--resume", id, "--fork-session", "--session-id", fork, "[[say:two]]"]);
		expect(transcript(id)).toHaveLength(before);
		expect(JSON.stringify(transcript(fork))).toContain('"two"');
	});

	test("the usage question asks once a minute, costs nothing and keeps the rest of the home", async () => {
		const it = open();
		spendTo(it.world, uuids.a, "five_hour", 0.37);
		const first = await it.run("a", ["-p", "/usage", "--no-session-persistence"]);
		expect(first.stdout).toMatch(/Current session: 37% used · resets .* \(UTC\)\nCurrent week/);
		spendTo(it.world, uuids.a, "five_hour", 0.5);
		const second = await it.run("a", ["-p", "/usage", "--output-format", "json"]);
		expect(JSON.parse(second.stdout)).toMatchObject({ type: "result", local_command: "usage" });
		expect(second.stdout).toContain("37% used");
		expect(readRequests(it.world).map((one) => one.kind)).toEqual(["usage"]);
		const home = JSON.parse(readFileSync(join(it.home("a"), ".claude.json"), "utf8"));
		expect(home).toMatchObject({
			hasCompletedOnboarding: true,
			cachedUsageUtilization: {
				accountUuid: uuids.a,
				utilization: { five_hour: { utilization: 37 } },
			},
		});
	});

	test("a usage endpoint that refuses leaves one line, and so does a token account", async () => {
		const it = open();
		setUsagePollFails(it.world, uuids.a, true);
		const refused = await it.run("a", ["-p", "/usage"]);
		expect(refused).toMatchObject({ status: 0 });
		expect(refused.stdout).not.toContain("%");
		const token = await it.run("b", ["-p", "/usage"], { CLAUDE_CODE_OAUTH_TOKEN: "dummy" });
		expect(token.stdout).not.toContain("%");
	});

	test("a spent account fails at once, with the event that tells its windows", async () => {
		const it = open();
		spendTo(it.world, uuids.a, "seven_day", 1);
		const result = await it.run("a", [
			"-p",
			"--output-format",
			"stream-json",
			"--verbose",
			"hello",
		]);
		expect(result.status).toBe(1);
		const rows = result.stdout
			.trim()
			.split("\n")
			.map((row) => JSON.parse(row));
		const event = rows.find((row) => row.type === "rate_limit_event");
		expect(event.rate_limit_info).toMatchObject({
			status: "rejected",
			rateLimitType: "seven_day",
			unifiedWindows: { five_hour: { status: "allowed" }, seven_day: { utilization: 1 } },
		});
		expect(rows.at(-1)).toMatchObject({ type: "result", is_error: true, api_error_status: 429 });
		expect(readRequests(it.world)).toHaveLength(1);
	});

	test("an overloaded server is asked eleven times, a refused login twice", async () => {
		const it = open();
		setFailure(it.world, uuids.a, 529);
		const overloaded = await it.run("a", ["-p", "hello"]);
		expect(overloaded.stdout).toMatch(/^API Error: 529 Overloaded/);
		expect(readRequests(it.world)).toHaveLength(11);
		setFailure(it.world, uuids.b, 401);
		const refused = await it.run("b", ["-p", "hello"]);
		expect(refused.stdout).toMatch(/^Failed to authenticate\. API Error: 401/);
		expect(readRequests(it.world)).toHaveLength(13);
		const fewer = await it.run("a", ["-p", "hello"], { CLAUDE_CODE_MAX_RETRIES: "1" });
		expect(fewer.status).toBe(1);
		expect(readRequests(it.world)).toHaveLength(15);
	});

	test("without a login it says so, with an expired one too", async () => {
		const it = open();
		const env = { CLAUDE_CONFIG_DIR: join(it.root, "nobody") };
		const nobody = await it.run("a", ["-p", "hello"], env);
		expect(nobody).toMatchObject({ status: 1, stdout: "Not logged in · Please run /login\n" });
		setLoggedOut(it.world, uuids.b, true);
		const expired = await it.run("b", ["-p", "hello"]);
		expect(expired.stdout).toContain("OAuth session expired and could not be refreshed");
	});
});

function bound(rig: Rig) {
	return { run: rig.run.bind(rig), transcript: rig.transcript.bind(rig) };
}
