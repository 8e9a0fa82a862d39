import { describe, expect, test } from "vitest";
import { canRedraw, liveProgress } from "../../../../src/ui/cli/progress/live.ts";
import { freshEnv, terminalIo } from "../run-cli.ts";
import { begunSwitch, type SteppedSwitch } from "./a-switch.ts";

const UTF8 = { TERM: "xterm-256color", LANG: "C.UTF-8" };

function show(one: SteppedSwitch, env: Record<string, string>, size = { columns: 80, rows: 24 }) {
	const io = terminalIo({ ...freshEnv(), ...env }, one.fixture.now);
	Object.assign(io.stdout, size);
	const progress = liveProgress(io);
	progress.step([], one.now());
	return { io, progress };
}

const withoutCodes = (text: string) => text.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, "");

describe("on a terminal", () => {
	test("rows are written over without being wiped first, on the screen that is there", async () => {
		const one = begunSwitch(["ccl-2"]);
		const { io, progress } = show(one, UTF8);
		one.step(1000, "ccl-2", "stopped");
		progress.step([], one.now());
		progress.end();
		const codes = io.written().match(/\u001b\[[?\d;]*[A-Za-ln-z]/g);
		expect(codes).toEqual(
			["K", "K", "K", "J", "3A", "K", "K", "K", "J"].map((code) => `\u001b[${code}`),
		);
	});

	test("nothing is written while nothing changes", () => {
		const one = begunSwitch(["ccl-2"]);
		const { io, progress } = show(one, UTF8);
		const before = io.written();
		progress.tick();
		progress.end();
		expect(io.written()).toBe(before);
	});

	test("no row is as wide as a narrow terminal, and none is more than fits on a low one", () => {
		const one = begunSwitch(["a-session-with-a-long-name", "ccl-2", "ccl-3", "ccl-4", "ccl-5"]);
		const { io } = show(one, UTF8, { columns: 20, rows: 4 });
		const rows = withoutCodes(io.written()).replaceAll("\r", "").trimEnd().split("\n");
		expect(rows).toHaveLength(3);
		expect(rows.every((row) => row.length < 20)).toBe(true);
	});

	test("rows that a narrower window broke are counted when they are written over", () => {
		const one = begunSwitch(["ccl-2"]);
		const { io } = show(one, UTF8);
		const before = io.written().length;
		Object.assign(io.stdout, { columns: 30 });
		io.stdout.emit("resize");
		expect(io.written().slice(before)).toMatch(/^\r\u001b\[4A/);
	});

	test("the last picture has every session", () => {
		const one = begunSwitch(["ccl-2", "ccl-3", "ccl-4", "ccl-5"]);
		const { io, progress } = show(one, UTF8, { columns: 80, rows: 6 });
		expect(io.written()).not.toContain("ccl-5");
		progress.end();
		expect(io.written()).toContain("ccl-5");
	});

	test("NO_COLOR leaves the colours out, and a locale without UTF-8 all but ASCII", () => {
		const one = begunSwitch(["ccl-2"]);
		expect(show(one, UTF8).io.written()).toMatch(/\u001b\[\d+m/);
		const { io } = show(one, { ...UTF8, NO_COLOR: "1", LANG: "C" });
		expect(io.written()).not.toMatch(/\u001b\[\d+m/);
		expect(withoutCodes(io.written())).toMatch(/^[\x20-\x7e\r\n]+$/);
		expect(io.written()).toContain("main > backup");
	});

	test("that cannot go back up, and in a pipe, nothing is written over", () => {
		const io = terminalIo({ ...freshEnv(), TERM: "dumb" }, () => 0);
		expect(canRedraw(io)).toBe(false);
		expect(
			canRedraw({ ...io, env: UTF8, stdout: Object.assign(io.stdout, { isTTY: false }) }),
		).toBe(false);
	});
});
