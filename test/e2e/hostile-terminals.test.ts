import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlServer, serveControl } from "../../src/engine/control/server.ts";
import { type Fixture, seededFixture } from "../engine/control/fixture-client.ts";
import { type RoomTerminal, roomTerminal } from "../support/room-terminal.ts";
import { waitFor } from "../support/wait-for.ts";

const PROGRAM = `${process.execPath} ${join(import.meta.dirname, "../../bin/claude-failover.js")}`;

let home: string;
let fixture: Fixture;
let daemon: ControlServer;
let terminal: RoomTerminal | null = null;

beforeEach(async () => {
	home = mkdtempSync(join(tmpdir(), "t-"));
	mkdirSync(join(home, "claude-failover"), { mode: 0o700 });
	fixture = seededFixture();
	const socketPath = join(home, "claude-failover", "control.sock");
	const { client, now } = fixture;
	daemon = await serveControl({ client, socketPath, version: "9.9.9", pid: 4242, now });
});
afterEach(async () => {
	await terminal?.end();
	terminal = null;
	await daemon.close();
});

/** A shell whose `claude-failover` finds that daemon. */
async function shell(size: readonly [number, number]): Promise<RoomTerminal> {
	terminal = await roomTerminal(size, { HOME: home, XDG_RUNTIME_DIR: home, LANG: "C.UTF-8" });
	return terminal;
}

/** The program in the foreground, with its pid in a file; the shell lives on. tmux itself says what `TERM` is. */
async function open(room: RoomTerminal, set = ""): Promise<() => number> {
	const pidFile = room.file("pid");
	await room.run(`${set} sh -c 'echo $$ > ${pidFile}; exec ${PROGRAM}'`);
	return () => Number(readFileSync(pidFile, "utf8"));
}

/** The terminal is the shell's again: its screen, its modes, its keys. */
async function expectCleanEnd(room: RoomTerminal, code: number): Promise<void> {
	const screen = await room.sees(`ended with ${code}`);
	expect(screen).not.toContain("1 Sessions");
	await room.sees("as before");
	expect(room.leftBehind()).toEqual([]);
	const cursor = await room.tmux("display-message", "-p", "-t", "=room:", "#{cursor_flag}");
	expect(cursor.trim()).toBe("1");
	await room.keys("echo still $((40 + 2))", "Enter");
	await room.sees("still 42");
}

describe("the terminal is left as it was found", () => {
	test.each(["q", "C-c"])("after %s", async (key) => {
		const room = await shell([80, 24]);
		await open(room);
		await room.sees("q quit");
		await room.keys(key);
		await expectCleanEnd(room, 0);
	});

	test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("after %s", async (signal) => {
		const room = await shell([80, 24]);
		const pid = await open(room);
		await room.sees("q quit");
		process.kill(pid(), signal);
		await expectCleanEnd(room, 0);
	});

	test("after a signal in the middle of a dialog", async () => {
		const room = await shell([80, 24]);
		const pid = await open(room);
		await room.sees("q quit");
		await room.keys("s");
		await room.sees("Nothing has been done yet");
		process.kill(pid(), "SIGTERM");
		await expectCleanEnd(room, 0);
		expect(fixture.ran).toEqual([]);
	});

	test.each(["TERM=linux", "TERM=", "LC_ALL=C", "NO_COLOR=1"])("with %s", async (set) => {
		const room = await shell([80, 24]);
		await open(room, set);
		await room.sees("q quit");
		await room.keys("?");
		await room.sees("Everywhere");
		await room.keys("Escape");
		await room.sees("q quit");
		await room.keys("q");
		await expectCleanEnd(room, 0);
	});
});

describe("a poor terminal", () => {
	test.each(["TERM=", "TERM=linux", "LC_ALL=C"])("gets ASCII alone with %s", async (set) => {
		const room = await shell([80, 24]);
		await open(room, set);
		expect(await room.sees("q quit")).toMatch(/^[\x20-\x7e\n]*$/);
	});

	test("that cannot be drawn on gets lines, and no codes", async () => {
		const room = await shell([80, 24]);
		await open(room, "TERM=dumb");
		await room.sees("line by line");
		await room.sees("1 Sessions");
		await room.keys("q");
		await room.sees("ended with 0");
		await room.sees("as before");
		expect(room.leftBehind()).toEqual([]);
	});

	test("gets no colours with NO_COLOR", async () => {
		const room = await shell([80, 24]);
		await open(room, "NO_COLOR=1");
		await room.sees("q quit");
		const drawn = await room.tmux("capture-pane", "-p", "-e", "-t", "=room:");
		expect(drawn).not.toMatch(/\u001b\[[\d;]*[349]\d/);
	});

	test("of 30x8 gets one line, and only q counts", async () => {
		const room = await shell([30, 8]);
		await open(room);
		const screen = await room.sees("need 40x10; q quits");
		expect(screen.trim().split("\n")).toHaveLength(1);
		await room.keys("s", "p", "D", "y", "Enter", "?");
		await room.resize(80, 24);
		await room.sees("q quit");
		await room.resize(30, 8);
		await room.sees("need 40x10; q quits");
		expect(fixture.asked).toEqual([]);
		expect(fixture.client.store.getState().state.dispatch.paused).toBe(false);
		await room.keys("q");
		await expectCleanEnd(room, 0);
	});
});

test("a dialog outlives its window's changes of size, and is drawn whole after each", async () => {
	const room = await shell([120, 30]);
	await open(room);
	await room.sees("q quit");
	await room.keys("s");
	await room.sees("Nothing has been done yet");
	for (const [columns, rows] of [
		[60, 15],
		[200, 50],
		[40, 10],
		[30, 8],
		[100, 24],
	] as const) {
		await room.resize(columns, rows);
		await room.sees(rows < 10 ? "need 40x10" : /╔═ Switch: dry run[^\n]*═╗[\s\S]*╚═+[^\n]*═╝/);
	}
	const screen = await room.sees("Nothing has been done yet");
	expect(screen.split("\n").filter((row) => row.includes("Switch: dry run"))).toHaveLength(1);
	await room.keys("Escape");
	await room.sees("q quit");
	expect(fixture.ran).toEqual([]);
});

describe("without a terminal", () => {
	test.each(["> /dev/null", "< /dev/null", "| cat"])(
		"%s: says why, and ends with 2",
		async (to) => {
			const config = join(home, "config.yaml");
			writeFileSync(config, `accounts: [{ name: main, home: ${home}/main }]\n`);
			const room = await shell([100, 24]);
			const code = room.file("code");
			await room.run(`sh -c '${PROGRAM} --config ${config}; echo $? > ${code}' ${to}`);
			await room.sees("the control room needs a terminal");
			await room.sees("as before");
			expect(readFileSync(code, "utf8").trim()).toBe("2");
			expect(room.leftBehind()).toEqual([]);
		},
	);
});

describe("a terminal that goes away takes the control room along", () => {
	/** In a session of its own it has no controlling terminal: only reading and writing fail then. */
	test.each([
		["by a signal", "trap : HUP;", ""],
		["where no signal tells of it", "", "setsid -w"],
	])("%s", async (_, before, alone) => {
		const room = await shell([80, 24]);
		const [code, errors] = [room.file("code"), room.file("errors")];
		await room.run(`${alone} sh -c '${before} ${PROGRAM} 2> ${errors}; echo $? > ${code}'`);
		await room.sees("q quit");
		await room.tmux("kill-session", "-t", "=room");
		const read = () => existsSync(code) && readFileSync(code, "utf8").trim();
		expect(await waitFor("its exit code", read)).toBe("0");
		expect(stripVTControlCharacters(readFileSync(errors, "utf8"))).toBe("");
	});
});
