import { appendFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { decideFailover } from "../../../src/engine/decide/failover.ts";
import {
	eventsOfStopFailure,
	failureAtEnd,
	lastFailure,
} from "../../../src/engine/facts/failed-turn.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import type { State } from "../../../src/state/model.ts";
import { reduce } from "../../../src/state/reduce.ts";
import { accountState } from "../../../src/state/select.ts";
import {
	account,
	failoverRules,
	HOUR,
	life as lifeOf,
	MINUTE,
	NOW,
	quota,
	SECOND,
	session,
	stateOf,
	turn,
} from "../../support/state-builder.ts";
import { hook, sample } from "./rig.ts";

const whose = { name: "a", home: "/homes/a b", kind: "login" } as const;
const life = { session: "ccl-auto-11", incarnation: "life-1", account: whose };
const limitLine = sample("transcript/assistant-text-apierror-rate_limit.json");
const serverLine = sample("transcript/assistant-text-apierror-server_error.json");
const promptLine = sample("transcript/user-string.json");
const RESET = 1_795_356_273_000;

let file: string;
beforeEach(() => {
	file = join(mkdtempSync(join(tmpdir(), "failed-")), "conversation.jsonl");
	writeFileSync(file, "");
});
function write(...lines: readonly object[]): void {
	for (const line of lines) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
const failure = (name: string, changes: object = {}) =>
	hook("StopFailure", `StopFailure-${name}`, { transcript_path: file, ...changes });

/** The line that the program writes for a failed request, with this text and these words. */
const failedLine = (text: string, changes: object): object => ({
	...serverLine,
	...changes,
	message: { ...(serverLine.message as object), content: [{ type: "text", text }] },
});

describe("a quota limit", () => {
	test("whose line was lost with its process is none of an account that is not known to be spent; of one that is, it cut the turn", async () => {
		write(promptLine);
		const told = (spent: boolean) =>
			eventsOfStopFailure(
				systemFiles,
				{ ...life, spent },
				failure("rate_limit-quota"),
				NOW,
				NOW + 3 * SECOND,
			);
		expect(await told(false)).toMatchObject([{ type: "turn.ended", outcome: "failed" }]);
		expect(await told(true)).toMatchObject([{ type: "turn.ended", outcome: "limit" }]);
	});

	test("is proven by the line of the transcript, and cuts the turn", async () => {
		write(promptLine, limitLine);
		expect(
			await eventsOfStopFailure(systemFiles, life, failure("rate_limit-quota"), NOW, NOW),
		).toEqual([
			{
				type: "limit.hit",
				account: "a",
				window: "five_hour",
				resetsAt: RESET,
				session: "ccl-auto-11",
				incarnation: "life-1",
				observedAt: NOW,
			},
			{
				type: "turn.ended",
				session: "ccl-auto-11",
				incarnation: "life-1",
				outcome: "limit",
				cause: "You've hit your 5-hour limit · resets 2:04pm (UTC)",
				backgroundTasks: 0,
			},
		]);
	});

	test("whose hook comes before its line is looked at again, and is no limit until then", async () => {
		write(promptLine);
		const hit = failure("rate_limit-quota");
		expect(await eventsOfStopFailure(systemFiles, life, hit, NOW, NOW)).toBeNull();
		expect(await eventsOfStopFailure(systemFiles, life, hit, NOW, NOW + 2_999)).toBeNull();
		write(limitLine);
		const events = await eventsOfStopFailure(systemFiles, life, hit, NOW, NOW + 2_999);
		expect(events?.map((e) => e.type)).toEqual(["limit.hit", "turn.ended"]);
	});

	test("whose line never comes is a failed turn, not a limit", async () => {
		write(promptLine);
		const events = await eventsOfStopFailure(
			systemFiles,
			life,
			failure("rate_limit-quota"),
			NOW,
			NOW + 3_000,
		);
		expect(events).toMatchObject([{ type: "turn.ended", outcome: "failed" }]);
	});

	test("whose line is half written is waited for", async () => {
		write(promptLine);
		appendFileSync(file, JSON.stringify(limitLine).slice(0, 300));
		expect(
			await eventsOfStopFailure(systemFiles, life, failure("rate_limit-quota"), NOW, NOW),
		).toBeNull();
	});

	test("of an earlier turn is not taken for this one's", async () => {
		write(limitLine, promptLine);
		expect(await lastFailure(systemFiles, file)).toBeNull();
		const events = await eventsOfStopFailure(systemFiles, life, failure("server_error"), NOW, NOW);
		expect(events).toMatchObject([{ type: "turn.ended", outcome: "failed" }]);
	});

	test("long before the hook, with no prompt between, is not taken for this one's", async () => {
		write(limitLine);
		const told = Date.parse(String(limitLine.timestamp));
		const hit = failure("rate_limit-quota");
		const at = (hookAt: number) =>
			eventsOfStopFailure(systemFiles, life, hit, hookAt, hookAt + 3_000);
		expect((await at(told + SECOND))?.map((e) => e.type)).toEqual(["limit.hit", "turn.ended"]);
		expect(await at(told + 2 * MINUTE)).toMatchObject([{ type: "turn.ended", outcome: "failed" }]);
	});

	test("that was seen before the turn began is not found at the end of it", async () => {
		write(limitLine);
		const at = Date.parse(String(limitLine.timestamp));
		expect(await failureAtEnd(systemFiles, file, at + 1)).toBeNull();
		expect((await failureAtEnd(systemFiles, file, at))?.limit?.window).toBe("five_hour");
	});

	test("is found behind the program's own notes, in a long transcript", async () => {
		for (let n = 0; n < 400; n++) write({ type: "progress", note: "x".repeat(1000) });
		write(limitLine, sample("transcript/system-stop_hook_summary.json"));
		expect(await lastFailure(systemFiles, file)).toMatchObject({ uuid: limitLine.uuid });
	});

	test("without a transcript is not proven", async () => {
		const none = failure("rate_limit-quota", { transcript_path: "/nowhere/at/all.jsonl" });
		expect(await eventsOfStopFailure(systemFiles, life, none, NOW, NOW)).toBeNull();
		const late = await eventsOfStopFailure(systemFiles, life, none, NOW, NOW + MINUTE);
		expect(late?.map((e) => e.type)).toEqual(["turn.ended"]);
	});
});

describe("a login that is refused", () => {
	test.each([
		["authentication_failed", "login-needed"],
		["oauth_org_not_allowed", "org-disabled"],
	])("%s is trouble of the account: %s", async (name, cause) => {
		const events = await eventsOfStopFailure(systemFiles, life, failure(name), NOW, NOW);
		expect(events).toMatchObject([
			{ type: "account.troubled", account: "a", trouble: { cause, remedy: expect.any(String) } },
			{ type: "turn.ended", outcome: "failed" },
		]);
	});

	test.each([
		["login", "run: CLAUDE_CONFIG_DIR='/homes/a b' claude auth login"],
		["oauth_token", "make a new token with: claude setup-token"],
		["api_key", "put a key that works where token_env or token_file of a says"],
		["bedrock", "renew the cloud login that a uses"],
	] as const)("of kind %s names the command to run: %s", async (kind, remedy) => {
		const hit = failure("authentication_failed");
		const who = { ...life, account: { ...whose, kind } };
		const [trouble] = (await eventsOfStopFailure(systemFiles, who, hit, NOW, NOW)) ?? [];
		expect(trouble).toMatchObject({ trouble: { remedy: expect.stringContaining(remedy) } });
	});
});

const PLAIN_429 =
	"API Error: Server is temporarily limiting requests (not your usage limit) · This request would exceed your organization's rate limit of 50 requests per minute";
const plain = { apiError: undefined, quotaLimits: undefined, apiErrorParams: undefined };
const storms: readonly [string, string, string, object][] = [
	["500", "server_error", "API Error: 500 Internal server error", { apiErrorStatus: 500 }],
	["503", "server_error", "API Error: 503 rate limit exceeded upstream", { apiErrorStatus: 503 }],
	["529", "server_error", "API Error: 529 Overloaded", { apiErrorStatus: 529 }],
	[
		"plain 429",
		"rate_limit-plain429",
		PLAIN_429,
		{ ...plain, error: "rate_limit", apiErrorStatus: 429 },
	],
	[
		"429 whose text is that of a limit",
		"rate_limit-quota",
		"You've hit your 5-hour limit · resets 2:04pm (UTC)",
		{ ...plain, error: "rate_limit", apiErrorStatus: 429 },
	],
];

describe("errors of the server are never a limit", () => {
	const rules = failoverRules({ minDwellMs: 0, maxPerHour: 1_000, reactivateCooldownMs: 0 });
	const pool = (): State =>
		stateOf({
			accounts: [account("a", [quota("five_hour", 0.5)]), account("b", [quota("five_hour", 0.1)])],
			sessions: [
				session(life.session, {
					incarnation: lifeOf(life.incarnation),
					state: "working",
					turn: turn(),
				}),
			],
		});

	test.each(storms)("%s, once a second for a minute", async (_what, name, text, changes) => {
		let state = pool();
		for (let second = 0; second < 60; second++) {
			const at = NOW + second * SECOND;
			write(failedLine(text, { ...changes, timestamp: new Date(at).toISOString() }));
			const said = failure(name, { last_assistant_message: text });
			const events = await eventsOfStopFailure(systemFiles, life, said, at, at);
			for (const event of events ?? []) state = reduce(state, event, at);
			const began = { type: "turn.started", ...life, promptId: null, nonce: null } as const;
			state = reduce(state, began, at);
			expect(decideFailover(state, rules, at)).toMatchObject({ kind: "none", why: "a is ok" });
		}
	});

	test.each(storms)("%s, left standing for an hour", async (_what, name, text, changes) => {
		write(promptLine, failedLine(text, { ...changes, timestamp: new Date(NOW).toISOString() }));
		const said = failure(name, { last_assistant_message: text });
		let state = pool();
		for (let now = NOW; now <= NOW + HOUR; now += 20 * SECOND) {
			const events = await eventsOfStopFailure(systemFiles, life, said, NOW, now);
			for (const event of events ?? []) state = reduce(state, event, now);
			expect((await failureAtEnd(systemFiles, file, 0))?.limit).toBeNull();
			expect(decideFailover(state, rules, now).kind).toBe("none");
		}
		const a = state.accounts.a;
		expect(a && accountState(a, state.policy, NOW + HOUR)).toBe("ok");
		expect(state.sessions[life.session]?.state).not.toBe("limited");
	});
});
