import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { takeCheckpoint } from "../../../src/engine/checkpoint/take.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
const CONVERSATION = "cccc3333-3333-4333-8333-333333333333";
let rig: PoolRig;

beforeEach(async () => {
	rig = poolRig();
	await rig.up(NAME, { conversation: CONVERSATION });
});
afterEach(() => rig.parts.recorder.close());

const TOOL_USE = z.object({
	cwd: z.string(),
	message: z.object({
		model: z.string(),
		content: z.array(z.looseObject({ type: z.string(), id: z.string(), name: z.string() })),
	}),
});

function need<T>(value: T | null): T {
	if (value === null) throw new Error("it is not there");
	return value;
}

const take = () => takeCheckpoint(rig.parts, rig.session(NAME), "before b");
const content = (file: string) => JSON.parse(readFileSync(file, "utf8"));

describe("a checkpoint", () => {
	test("holds what the session was about, and is recorded", async () => {
		rig.transcript(CONVERSATION, ...Array.from({ length: 30 }, (_, n) => ({ type: "note", n })));
		const taken = await take();
		expect(rig.parts.recorder.state().checkpoints).toEqual([taken]);
		expect(taken).toMatchObject({
			session: NAME,
			why: "before b",
			account: "a",
			conversation: CONVERSATION,
			takenAt: rig.clock.now(),
		});
		const saved = content(taken.file);
		const { file, sha256, ...told } = taken;
		expect(saved).toMatchObject({ ...told, schemaVersion: 1, state: "idle" });
		expect(sha256).toBe(createHash("sha256").update(readFileSync(file)).digest("hex"));
		expect(saved.transcript.bytes).toBe(taken.transcriptBytes);
		expect(saved.transcript.tail).toHaveLength(20);
		expect(saved.transcript.tail.at(-1)).toEqual({ type: "note", n: 29 });
	});

	test("holds the last lines of a transcript however long it is", async () => {
		const long = { type: "note", text: "x".repeat(50_000) };
		rig.transcript(CONVERSATION, ...Array.from({ length: 40 }, () => long), { type: "last" });
		const { file } = await take();
		expect(content(file).transcript.tail.at(-1)).toEqual({ type: "last" });
		expect(statSync(file).size).toBeLessThan(300_000);
	});

	test("holds the end of a transcript whose last line alone is longer than all that is kept", async () => {
		const path = rig.transcript(
			CONVERSATION,
			{ type: "note" },
			{ type: "huge", text: "y".repeat(900_000) },
		);
		const { transcript } = content((await take()).file);
		expect(transcript.bytes).toBe(statSync(path).size);
		expect(transcript.tail.at(-1)).toMatchObject({ type: "huge" });
		expect(transcript.tail.at(-1).text).toMatch(/^y{8000}… \(892000 more\)$/);
	});

	test("holds the tool that was called last, and whether it still ran", async () => {
		const { message, cwd } = TOOL_USE.parse(sample("transcript/assistant-tool_use.json"));
		const call = { type: "assistant", message, cwd };
		rig.transcript(CONVERSATION, call);
		const [tool] = message.content;
		expect(content((await take()).file).lastTool).toMatchObject({
			name: tool?.name,
			inFlight: true,
		});
		const result = { type: "tool_result", tool_use_id: tool?.id, content: "done" };
		rig.transcript(CONVERSATION, call, { type: "user", message: { content: [result] }, cwd });
		rig.clock.jump(1);
		const { lastTool, model, transcript } = content((await take()).file);
		expect(lastTool.inFlight).toBe(false);
		expect(JSON.parse(lastTool.input)).toEqual(tool?.input);
		expect([model, transcript.cwd]).toEqual([message.model, cwd]);
	});

	test("cuts what a tool was called with", async () => {
		const input = { command: "x".repeat(10_000) };
		const content_ = [{ type: "tool_use", id: "t", name: "Bash", input }];
		rig.transcript(CONVERSATION, { type: "assistant", message: { model: "m", content: content_ } });
		const { lastTool } = content((await take()).file);
		expect(lastTool.input.length).toBeLessThan(2_100);
		expect(lastTool.input).toMatch(/… \(\d+ more\)$/);
	});

	test("holds model and permission mode as the transcript has them, else as it is started", async () => {
		expect(content((await take()).file)).toMatchObject({ model: null, permissionMode: null });
		rig.transcript(
			CONVERSATION,
			sample("transcript/assistant-text.json"),
			sample("transcript/permission-mode.json"),
			sample("transcript/assistant-text-apierror-rate_limit.json"),
		);
		rig.clock.jump(1);
		const { model, permissionMode } = content((await take()).file);
		expect(permissionMode).toBe("bypassPermissions");
		expect(model).toMatch(/^claude-/);
	});

	test("holds the attempt that it works on", async () => {
		const file = rig.drop(rig.projects.app, "one");
		const { recorder } = rig.parts;
		const told = { task: "one", project: rig.projects.app, title: "Do one", file } as const;
		const { incarnation } = rig.session(NAME);
		const nonce = "ccl:one:2";
		recorder.commit(
			{ type: "task.added", ...told, priority: "normal" },
			{
				...told,
				type: "task.claimed",
				attempt: 2,
				session: NAME,
				conversation: CONVERSATION,
				nonce,
			},
			{
				type: "session.launched",
				session: NAME,
				incarnation: { ...need(incarnation), id: "next" },
				why: "task one",
				task: "one",
			},
			{ type: "turn.started", session: NAME, incarnation: "next", promptId: null, nonce },
		);
		expect(content((await take()).file)).toMatchObject({
			task: "one",
			attempt: { task: "one", title: "Do one", number: 2, file },
			state: "working",
			turn: { nonce, toolInFlight: false },
		});
	});

	test("holds the last rows of its pane, harmless and cut", async () => {
		rig.machine.rows = ["\u202ebad \u0007bell", "z".repeat(400), "", "> "];
		const { pane } = content((await take()).file);
		expect(pane[0]).toBe("\\u202ebad \\u0007bell");
		expect(pane[1]).toHaveLength(301);
	});

	test("holds no secret: neither of a known form nor one of the engine's environment", async () => {
		const key = `sk-ant-oat01-${"k".repeat(90)}`;
		const own = "correct-horse-battery";
		const pem =
			"-----BEGIN OPENSSH PRIVATE KEY-----\nabcdefgh\nijklmnop\n-----END OPENSSH PRIVATE KEY-----";
		rig.parts.environment.DEPLOY_TOKEN = own;
		rig.transcript(
			CONVERSATION,
			{
				type: "assistant",
				message: {
					model: "m",
					content: [
						{
							type: "tool_use",
							id: "t",
							name: "Bash",
							input: { command: `curl -H 'Authorization: Bearer abcdefghijklmnop1234' ${own}` },
						},
					],
				},
			},
			{ type: "user", nested: [{ deep: `${key} ${pem} AWS_SECRET_ACCESS_KEY=topsecret/value` }] },
		);
		rig.machine.rows = [`export ANTHROPIC_API_KEY=${key}`, "  kkkkkkkkkkkkkkkkkkkk and more", own];
		const { file } = await take();
		const text = readFileSync(file, "utf8");
		for (const secret of [key, "kkkkkkkk", own, "abcdefgh", "topsecret"])
			expect(text).not.toContain(secret);
		expect(content(file).pane).toEqual([
			"export ANTHROPIC_API_KEY=[secret]",
			"  [secret] and more",
			"[secret]",
		]);
	});

	test("names the commit that the project is at", async () => {
		const git = (...args: readonly string[]): string =>
			execFileSync("git", ["-C", rig.projects.app, ...args], { encoding: "utf8" }).trim();
		expect((await take()).gitHead).toBeNull();
		git("init", "-q");
		writeFileSync(join(rig.projects.app, "x"), "x");
		git("add", "x");
		git("-c", "user.name=t", "-c", "user.email=t@example.test", "commit", "-qm", "x");
		rig.clock.jump(1);
		expect((await take()).gitHead).toBe(git("rev-parse", "HEAD"));
		writeFileSync(join(rig.projects.app, "x"), "changed");
		writeFileSync(join(rig.projects.app, "new file\nwith a newline"), "");
		rig.clock.jump(1);
		const { repository } = content((await take()).file);
		expect(repository).toEqual({
			head: git("rev-parse", "HEAD"),
			branch: git("branch", "--show-current"),
			dirty: ["x", "new file\nwith a newline"],
			dirtyCount: 2,
			complete: true,
		});
	});

	test("is its owner's alone, and leaves nothing half written behind", async () => {
		const { file } = await take();
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
		expect(readdirSync(dirname(file))).toHaveLength(1);
	});

	test("of a session that never said anything has no transcript", async () => {
		const taken = await take();
		expect(taken.transcriptBytes).toBeNull();
		expect(content(taken.file).transcript).toBeNull();
	});

	test("of the same millisecond as another has a file of its own", async () => {
		const [first, second] = [await take(), await take()];
		expect(second.id).toBe(`${first.id}-2`);
		expect(second.file).not.toBe(first.file);
		expect(rig.parts.recorder.state().checkpoints).toEqual([second, first]);
	});

	test("that cannot be written is not recorded", async () => {
		mkdirSync(rig.parts.folders.checkpoints, { recursive: true });
		writeFileSync(join(rig.parts.folders.checkpoints, NAME), "in the way");
		rig.transcript(CONVERSATION, sample("transcript/user-string.json"));
		await expect(take()).rejects.toThrow();
		expect(rig.parts.recorder.state().checkpoints).toEqual([]);
	});
});
