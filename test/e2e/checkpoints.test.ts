import { appendFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findTranscript } from "../../src/engine/claude/transcript-find.ts";
import { readLines } from "../../src/engine/claude/transcript-lines.ts";
import { messageOf } from "../../src/engine/claude/transcript-message.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { waitFor } from "../support/wait-for.ts";

const NAME = "ccl-0";
let stage: Stage;
let daemon: Daemon;

beforeEach(async () => {
	const fiveHour = { limitUnits: 10_000 };
	stage = await setStage({
		accounts: [
			{ name: "a", fiveHour },
			{ name: "b", fiveHour },
		],
		dedicated: 1,
		autonomous: 0,
	});
	daemon = await startDaemon(stage);
});
afterEach(async () => {
	await daemon.end("SIGTERM");
	await strikeStage(stage);
});

async function tmux(...words: readonly string[]): Promise<void> {
	const { socket } = stage.config.tmux;
	const server = { program: "tmux", socket, configFile: "/dev/null" };
	const answer = await runTmux(server, words, stage.environment);
	if (answer.kind === "failed") throw new Error(answer.why);
}

/** What its operator types into the session. */
async function type(text: string): Promise<void> {
	await tmux("send-keys", "-t", `=${NAME}:`, "-l", text);
	await tmux("send-keys", "-t", `=${NAME}:`, "Enter");
}

const run = (...words: readonly string[]) => ccf(stage.environment, ...words);

async function session() {
	const { sessions } = JSON.parse((await run("sessions", "--json")).out);
	return sessions.find((one: { name: string }) => one.name === NAME);
}

const until = (what: string, wanted: (now: Awaited<ReturnType<typeof session>>) => boolean) =>
	waitFor(`${NAME} to be ${what}`, async () => wanted(await session()), 60_000);

async function promptsOf(conversation: string): Promise<readonly string[]> {
	const file = await findTranscript(systemFiles, stage.transcripts, conversation);
	const { lines } = file === null ? { lines: [] } : await readLines(systemFiles, file, 0);
	const messages = lines.map(messageOf).filter((m) => m?.type === "user" && !m.hasToolResult);
	return messages.map((m) => m?.text ?? "");
}

test("a session comes back from its checkpoint after kill -9 and a reboot, on another account, with no prompt twice", async () => {
	await until("idle", (now) => now.state === "idle");
	await type("Look around [ccl:mine:1]");
	await until("done", (now) => now.turnsDone === 1 && now.state === "idle");
	const { conversation } = await session();
	const taken = await run("checkpoints", "take", NAME, "--json");
	const { id, file } = JSON.parse(taken.out).checkpoint;
	const shown = JSON.parse((await run("checkpoints", "show", id, "--json")).out).content;
	expect(shown).toMatchObject({
		conversation,
		account: "a",
		state: "idle",
		project: stage.project,
	});
	expect(shown.pane.length).toBeGreaterThan(0);
	await type("/exit");
	await until("stopped", (now) => now.state === "stopped");

	await daemon.end("SIGKILL");
	await tmux("kill-server");
	daemon = await startDaemon(stage);

	const restore = ["checkpoints", "restore", id, "--account", "b"];
	const dry = await run(...restore, "--dry-run");
	expect([dry.code, dry.err]).toEqual([0, ""]);
	expect(dry.out).toContain(`resume conversation ${conversation} in ${stage.project}`);
	expect(await session()).toMatchObject({ state: "stopped", pid: null });

	const done = await run(...restore, "--yes", "--json");
	expect([done.code, JSON.parse(done.out).restored]).toEqual([
		0,
		{ session: NAME, account: "b", conversation },
	]);
	await until("back", (now) => now.state === "idle");
	expect(await session()).toMatchObject({ account: "b", conversation });
	expect(await promptsOf(conversation)).toEqual(["Look around [ccl:mine:1]"]);
	await type("And again [ccl:mine:2]");
	await until("done", (now) => now.turnsDone === 2 && now.state === "idle");
	expect(await promptsOf(conversation)).toHaveLength(2);

	const again = await run(...restore, "--yes");
	expect([again.code, again.err]).toEqual([
		4,
		expect.stringContaining("runs this conversation already"),
	]);
	appendFileSync(file, " ");
	const changed = await run("checkpoints", "show", id);
	expect([changed.code, changed.err]).toEqual([
		4,
		expect.stringContaining("sha256 does not match"),
	]);
});

test("the doctor finds the pool well, with its daemon and without", async () => {
	await until("idle", (now) => now.state === "idle");
	const words = ["doctor", "--config", stage.configFile];
	const look = async () => {
		const { code, out, err } = await run(...words, "--json");
		expect(err).toBe("");
		const { checks } = JSON.parse(out) as {
			checks: { name: string; status: string; detail: string }[];
		};
		const failed = checks.filter(({ status }) => status === "fail");
		expect([code, failed]).toEqual([0, []]);
		return checks.find(({ name }) => name === "daemon")?.detail;
	};
	expect(await look()).toContain(`process ${daemon.child.pid} answers on`);
	await daemon.end("SIGTERM");
	expect(await look()).toContain("none runs");
	daemon = await startDaemon(stage);
});
