import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Config } from "../../../src/engine/config/config.ts";
import { quotaMonitor } from "../../../src/engine/loops/quota-monitor.ts";
import { MessageCounts } from "../../../src/engine/quota/message-counts.ts";
import { slotOf } from "../../../src/state/messages.ts";
import { accountState } from "../../../src/state/select.ts";
import { HOUR, MINUTE, SECOND } from "../../support/state-builder.ts";
import { sampleLine } from "../claude/support.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
let counts: MessageCounts;
beforeEach(() => {
	rig = poolRig();
	counts = new MessageCounts(limited({ a: 10, b: 10 }));
});
afterEach(() => rig.parts.recorder.close());

/** The parts, with caps in messages an hour. */
function limited(caps: Readonly<Record<string, number>>) {
	const { parts } = rig;
	const accounts = parts.config.accounts.map((own) => ({
		...own,
		limits: { hourlyMsgs: caps[own.name] ?? 0, weeklyMsgs: 0 },
	}));
	const config: Config = { ...parts.config, accounts };
	return { ...parts, config };
}

/** How many messages an account has sent in all, as far as they were counted. */
function sent(name: string): number {
	const messages = rig.parts.recorder.state().accounts[name]?.messages ?? {};
	return Object.values(messages).reduce((sum, many) => sum + many, 0);
}

let uuids = 0;
/** A line as it is written now, or at another time. */
function line(sample: string, over: Record<string, unknown> = {}): object {
	uuids += 1;
	const timestamp = new Date(rig.clock.now()).toISOString();
	return sampleLine(sample, { uuid: `u${uuids}`, timestamp, isSidechain: false, ...over });
}
const prompt = (over: Record<string, unknown> = {}): object => line("user-string", over);
const conversationOf = (name: string): string => rig.session(name).conversation ?? "";
const places = () => rig.parts.recorder.state().transcripts;

describe("the messages of our sessions", () => {
	test("are the prompts that were sent since their process was started, and nothing else", async () => {
		const before = prompt();
		rig.clock.jump(MINUTE);
		await rig.up("ccl-0");
		rig.clock.jump(SECOND);
		rig.transcript(
			conversationOf("ccl-0"),
			before,
			prompt(),
			line("assistant-text"),
			line("user-tool_result"),
			prompt({ isMeta: true }),
			prompt({ isCompactSummary: true }),
			prompt({ isSidechain: true }),
			line("user-text"), // says that the turn was interrupted
			line("queue-operation"),
			prompt(),
		);
		await counts.readOn();
		expect(rig.parts.recorder.state().accounts["a"]?.messages).toEqual({
			[slotOf(rig.clock.now())]: 2,
		});
		expect(sent("b")).toBe(0);
	});

	test("are counted once, however often they are read and the engine starts", async () => {
		await rig.up("ccl-0");
		const lines = [prompt()];
		rig.transcript(conversationOf("ccl-0"), ...lines);
		await counts.readOn();
		await counts.readOn();
		rig.restartEngine();
		counts = new MessageCounts(limited({ a: 10 }));
		await counts.readOn();
		expect(sent("a")).toBe(1);
		rig.transcript(conversationOf("ccl-0"), ...lines, prompt(), prompt());
		await counts.readOn();
		expect(sent("a")).toBe(3);
	});

	test("belong to the account that the conversation was on when they were sent", async () => {
		await rig.up("ccl-0");
		const conversation = conversationOf("ccl-0");
		const lines = [prompt()];
		rig.transcript(conversation, ...lines);
		await counts.readOn();
		rig.clock.jump(MINUTE);
		lines.push(prompt());
		await rig.pool.stop("ccl-0", "moves", "also-in-turn");
		rig.clock.jump(MINUTE);
		await rig.up("ccl-0", { account: "b", conversation });
		rig.clock.jump(SECOND);
		lines.push(prompt());
		rig.transcript(conversation, ...lines);
		await counts.readOn();
		expect([sent("a"), sent("b")]).toEqual([2, 1]);
		expect(places()).toMatchObject({ [conversation]: { account: "b" } });
	});

	test("of a life between two looks are its own as well", async () => {
		await rig.up("ccl-0");
		const conversation = conversationOf("ccl-0");
		const lines: object[] = [];
		for (const account of ["b", "a"]) {
			rig.clock.jump(MINUTE);
			lines.push(prompt());
			await rig.pool.stop("ccl-0", "moves", "also-in-turn");
			rig.clock.jump(MINUTE);
			await rig.up("ccl-0", { account, conversation });
		}
		rig.clock.jump(MINUTE);
		lines.push(prompt());
		rig.transcript(conversation, ...lines);
		await counts.readOn();
		expect([sent("a"), sent("b")]).toEqual([2, 1]);
	});

	test("are read to the end when the process has ended, then the transcript is let go", async () => {
		await rig.up("ccl-0");
		const conversation = conversationOf("ccl-0");
		rig.transcript(conversation, prompt());
		await counts.readOn();
		rig.transcript(conversation, prompt(), prompt());
		await rig.pool.stop("ccl-0", "the end", "also-in-turn");
		await counts.readOn();
		expect(sent("a")).toBe(2);
		expect(places()).toEqual({});
	});
});

describe("processes that were started by hand", () => {
	const conversation = "cccc3333-3333-4333-8333-333333333333";
	function startByHand(account: string, pid: number, startedAt: number): void {
		rig.machine.alive.set(pid, "777");
		const folder = join(rig.root, "homes", account, "sessions");
		mkdirSync(folder, { recursive: true });
		const entry = { pid, sessionId: conversation, procStart: "777", startedAt, status: "busy" };
		writeFileSync(join(folder, `${pid}.json`), JSON.stringify(entry));
	}

	test("count for the account of their home, from their start to their end", async () => {
		const before = prompt();
		rig.clock.jump(MINUTE);
		startByHand("b", 4321, rig.clock.now());
		rig.clock.jump(SECOND);
		rig.transcript(conversation, before, prompt());
		await counts.readOn();
		expect([sent("a"), sent("b")]).toEqual([0, 1]);
		rig.transcript(conversation, before, prompt(), prompt());
		rig.machine.end(4321, 0);
		await counts.readOn();
		expect(sent("b")).toBe(2);
		expect(places()).toEqual({});
	});
});

test("without a limit nothing is looked at", async () => {
	await rig.up("ccl-0");
	rig.transcript(conversationOf("ccl-0"), prompt());
	const untouchable = new Proxy(rig.parts.files, {
		get: (_, name) => () => Promise.reject(new Error(`${String(name)} was called`)),
	});
	await new MessageCounts({ ...limited({}), files: untouchable }).readOn();
	expect(sent("a")).toBe(0);
});

describe("a cap in messages", () => {
	test("brings its account over the threshold, never to its end, and lets it go again", async () => {
		const monitor = quotaMonitor(limited({ a: 10 }));
		const tick = () => monitor.tick(new AbortController().signal);
		const now = () => {
			const { accounts, policy } = rig.parts.recorder.state();
			const { a } = accounts;
			return (
				a && { state: accountState(a, policy, rig.clock.now()), cap: a.windows["hourly_msgs"] }
			);
		};
		await rig.up("ccl-0");
		rig.transcript(conversationOf("ccl-0"), ...Array.from({ length: 12 }, () => prompt()));
		await tick();
		expect(now()).toMatchObject({
			state: "near",
			cap: { usedRatio: 1.2, source: "local-count", spent: false },
		});
		const { seq } = rig.parts.recorder.store.getState();
		await tick();
		expect(rig.parts.recorder.store.getState().seq).toBe(seq);
		rig.clock.jump(HOUR + 10 * MINUTE);
		await tick();
		expect(now()).toMatchObject({ state: "ok", cap: { usedRatio: 0 } });
	});
});
