import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pollUsage, type UsagePoll } from "../../../src/engine/claude/usage-poll.ts";
import { type CommandResult, runCommand } from "../../../src/engine/ports/commands.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { scratch, script } from "./support.ts";

const now = 1_795_350_000_000;

const utilization = {
	five_hour: { utilization: 37, resets_at: "2026-11-22T15:00:00Z" },
	seven_day: { utilization: 61.5, resets_at: "2026-11-27T09:00:00.000Z" },
	seven_day_opus: { utilization: null, resets_at: null },
	seven_day_sonnet: { utilization: 5, resets_at: null },
	seven_day_oauth_apps: null,
	extra_usage: { is_enabled: false, utilization: 3, monthly_limit: null },
	limits: [
		{ kind: "session", percent: 37, resets_at: null },
		{
			kind: "weekly_scoped",
			percent: 12,
			resets_at: "2026-11-27T09:00:00Z",
			scope: { model: { display_name: "Fable" } },
		},
		{ kind: "weekly_scoped", percent: 99, scope: { model: { display_name: "Sonnet" } } },
	],
};

interface Cached {
	readonly fetchedAtMs?: number;
	readonly accountUuid?: string;
	readonly utilization?: unknown;
}

const claudeJson = (cached: Cached | null): string =>
	JSON.stringify({
		oauthAccount: { accountUuid: "uuid-a" },
		...(cached === null
			? {}
			: {
					cachedUsageUtilization: {
						fetchedAtMs: now,
						accountUuid: "uuid-a",
						utilization,
						...cached,
					},
				}),
	});

/** Polls with a stand-in that writes its arguments and environment down, then runs `body`. */
async function poll(body: string): Promise<{ readonly root: string; readonly answer: UsagePoll }> {
	const root = scratch();
	mkdirSync(join(root, "home"));
	const claudePath = script(
		join(root, "claude"),
		`printf '%s\\n' "$@" >"$OUT/args"\nenv >"$OUT/env"\n${body}`,
	);
	const answer = await pollUsage({
		claudePath,
		home: join(root, "home"),
		environment: { PATH: process.env.PATH, ANTHROPIC_API_KEY: "leak", CLAUDECODE: "1" },
		accountEnv: { OUT: root },
		files: systemFiles,
		commands: runCommand,
		now: () => now,
	});
	return { root, answer };
}

const writes = (cached: Cached | null): string =>
	`cat >"$CLAUDE_CONFIG_DIR/.claude.json" <<'END'\n${claudeJson(cached)}\nEND`;

test("a fresh answer gives every window with a figure", async () => {
	const { root, answer } = await poll(writes({}));
	expect(answer).toEqual({
		kind: "ok",
		fetchedAt: now,
		windows: [
			{ window: "five_hour", usedRatio: 0.37, resetsAt: Date.parse("2026-11-22T15:00:00Z") },
			{ window: "seven_day", usedRatio: 0.615, resetsAt: Date.parse("2026-11-27T09:00:00Z") },
			{ window: "seven_day_sonnet", usedRatio: 0.05, resetsAt: null },
			{
				window: "seven_day_fable",
				usedRatio: 0.12,
				resetsAt: Date.parse("2026-11-27T09:00:00Z"),
				model: "fable",
			},
		],
	});
	expect(readFileSync(join(root, "args"), "utf8").trimEnd().split("\n")).toEqual([
		"-p",
		"/usage",
		"--no-session-persistence",
		"--settings",
		'{"cleanupPeriodDays":3650}',
	]);
	const env = readFileSync(join(root, "env"), "utf8");
	expect(env).toContain(`CLAUDE_CONFIG_DIR=${join(root, "home")}`);
	expect(env).not.toMatch(/ANTHROPIC|CLAUDECODE/);
});

/** The windows of an answer of this shape, by their names. */
async function windowsFrom(answered: Record<string, unknown>) {
	const { answer } = await poll(writes({ utilization: { ...utilization, ...answered } }));
	const windows = answer.kind === "ok" ? answer.windows : [];
	return Object.fromEntries(windows.map(({ window, ...told }) => [window, told]));
}

test("paid extra use is a window of its own, while it is enabled and has a budget", async () => {
	const enabled = { is_enabled: true, monthly_limit: 5000, used_credits: 1250, utilization: null };
	const paid = { usedRatio: 0.25, resetsAt: null };
	expect((await windowsFrom({ extra_usage: enabled }))["extra_usage"]).toEqual(paid);
	const told = { ...enabled, utilization: 30, resets_at: null };
	expect((await windowsFrom({ extra_usage: told }))["extra_usage"]).toEqual({
		...paid,
		usedRatio: 0.3,
	});
	for (const none of [{ ...told, is_enabled: false }, { ...enabled, monthly_limit: null }, null]) {
		expect(await windowsFrom({ extra_usage: none })).not.toHaveProperty("extra_usage");
	}
});

test("a limit of one model says which one, by the first word that is not the vendor's", async () => {
	const limit = (display_name: string) => ({
		...{ kind: "weekly_scoped", percent: 99, resets_at: null },
		scope: { model: { display_name } },
	});
	const limits = [limit("Opus 5.5"), limit("Claude Haiku"), limit("日")];
	expect(await windowsFrom({ limits })).toMatchObject({
		seven_day_opus_5_5: { usedRatio: 0.99, model: "opus" },
		seven_day_claude_haiku: { model: "haiku" },
		seven_day: { usedRatio: 0.615 },
	});
});

test("an answer of up to a minute ago is the CLI's own cache, an older one is none", async () => {
	expect((await poll(writes({ fetchedAtMs: now - 60_000 }))).answer.kind).toBe("ok");
	expect((await poll(writes({ fetchedAtMs: now - 70_000 }))).answer.kind).toBe("unavailable");
});

test.each([
	["nothing was written", "true", "no usage answer"],
	["the file has no answer", writes(null), "no usage answer"],
	["it is another account's", writes({ accountUuid: "uuid-b" }), "another account's"],
	["it names no window", writes({ utilization: {} }), "no window"],
	["claude fails", "exit 3", "code 3"],
	["claude is killed", "kill -9 $$", "signal SIGKILL"],
])("unavailable: %s", async (_name, body, why) => {
	const { answer } = await poll(body);
	expect(answer).toMatchObject({ kind: "unavailable", why: expect.stringContaining(why) });
});

test.each<[CommandResult, string]>([
	[{ kind: "not-started", why: "spawn ENOENT" }, "could not be started: spawn ENOENT"],
	[{ kind: "still-running", pid: 7 }, "pid 7"],
	[{ kind: "ended", code: 143, signal: null, stdout: "", timedOut: true }, "no answer within"],
])("unavailable: %j", async (result, why) => {
	const home = scratch();
	writeFileSync(join(home, ".claude.json"), claudeJson({}));
	const commands = async (): Promise<CommandResult> => result;
	const request = { claudePath: "claude", home, environment: {}, accountEnv: {} };
	const answer = await pollUsage({ ...request, files: systemFiles, commands, now: () => now });
	expect(answer).toMatchObject({ kind: "unavailable", why: expect.stringContaining(why) });
});

const request = { env: { PATH: "/usr/bin:/bin" }, cwd: "/", maxOutputBytes: 1000 };

test("a program that takes too long is asked to end, with its farewell heard", async () => {
	const root = scratch();
	const body = `trap 'echo bye; : >"${root}/ended"; exit 5' TERM\necho hi\nsleep 60 >&- & wait`;
	const file = script(join(root, "slow"), body);
	const result = await runCommand({ ...request, file, args: [], timeoutMs: 500 });
	expect(result).toEqual({
		kind: "ended",
		code: 5,
		signal: null,
		stdout: "hi\nbye\n",
		timedOut: true,
	});
	expect(existsSync(join(root, "ended"))).toBe(true);
});

test("output is bounded, and a missing program is a value", async () => {
	const file = script(join(scratch(), "loud"), "head -c 300000 /dev/zero | tr '\\0' x");
	const loud = await runCommand({ ...request, file, args: [], timeoutMs: 20_000 });
	expect(loud).toMatchObject({ kind: "ended", code: 0, stdout: "x".repeat(1000) });
	const none = await runCommand({ ...request, file: "/nonexistent", args: [], timeoutMs: 20_000 });
	expect(none).toMatchObject({ kind: "not-started" });
});
