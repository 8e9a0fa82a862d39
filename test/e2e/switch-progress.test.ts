import { afterEach, beforeEach, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { ccf, type Daemon, PROGRAM, startDaemon } from "../support/daemon.ts";
import { type PrivateTmux, privateTmux } from "../support/private-tmux.ts";
import { waitFor } from "../support/wait-for.ts";

let stage: Stage;
let daemon: Daemon | null;
let terminal: PrivateTmux;

beforeEach(async () => {
	daemon = null;
	terminal = privateTmux();
	stage = await setStage({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 2,
		autonomous: 0,
	});
	daemon = await startDaemon(stage);
	await waitFor("all sessions to be idle", async () =>
		(await daemon?.status())?.sessions.every((s) => s.state === "idle"),
	);
});
afterEach(async () => {
	await terminal.end();
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

/** Types a line into a shell of the stage's operator, in a terminal of that size. */
async function typeAt(columns: number, rows: number, line: string, more: readonly string[] = []) {
	const env = Object.entries({ ...stage.environment, LANG: "C.UTF-8", PS1: "prompt$ " });
	await terminal.tmux(
		...["new-session", "-d", "-s", "seat", "-x", String(columns), "-y", String(rows)],
		...env.flatMap(([name, value]) => ["-e", `${name}=${value ?? ""}`]),
		...more.flatMap((setting) => ["-e", setting]),
		...["sh", "-c", 'PS1="prompt$ " exec sh'],
	);
	await terminal.tmux("send-keys", "-t", "=seat:", line, "Enter");
}

const screen = (...words: readonly string[]): Promise<string> =>
	terminal.tmux("capture-pane", "-p", ...words, "-t", "=seat:");

const ended = (): Promise<string> =>
	waitFor(
		"the switch to end",
		async () => {
			const rows = await screen();
			return /^ended with \d/m.test(rows) ? rows : null;
		},
		60_000,
	);

const SWITCH = `${process.execPath} ${PROGRAM} switch --to b --yes; echo "ended with $?"`;

test("on a terminal of 80x24 each session has one row, which is written over until the switch ended", async () => {
	await typeAt(80, 24, SWITCH);
	const seen: string[] = [];
	await waitFor(
		"the switch to end",
		async () => {
			const rows = await screen();
			if (rows !== seen.at(-1)) seen.push(rows);
			return /^ended with \d/m.test(rows);
		},
		60_000,
	);
	const last = seen.at(-1) ?? "";
	expect(last).toContain("ended with 0");
	expect(last).toMatch(
		/^switch a → b: done, 2\/2 moved, \d+\.\d s\n {2}past the point of no return$/m,
	);
	for (const name of ["ccl-0", "ccl-1"]) {
		expect(last.match(new RegExp(`^ {2}${name} .*$`, "gm"))?.at(-1)).toMatch(/moved +\d+\.\d s/);
	}
	expect(seen.some((rows) => rows.includes("can still go back"))).toBe(true);
	const all = await screen("-S", "-");
	expect(all).not.toContain("can still go back");
	expect(all.match(/point of no return/g)).toHaveLength(1);
	expect(await terminal.tmux("display-message", "-p", "-t", "=seat:", "#{alternate_on}")).toBe("0");
});

test("a narrow terminal that shows no colours and only ASCII tells the same", async () => {
	await typeAt(40, 12, SWITCH, ["NO_COLOR=1", "LC_ALL=C"]);
	await ended();
	const rows = await screen("-e");
	expect(rows).toMatch(
		/^switch a > b: done, 2\/2 moved, \d+\.\d s\n {2}past the point of no return$/m,
	);
	expect(rows).toMatch(/^ {2}ccl-1 +moved/m);
	expect(rows).not.toContain("\u001b[");
});

test("in a pipe each step is a line, with its time and whether the point of no return is passed", async () => {
	const { code, out } = await ccf(stage.environment, "switch", "--to", "b", "--yes");
	expect(code).toBe(0);
	expect(out).not.toContain("\u001b");
	const lines = out.split("\n");
	const at = (pattern: RegExp): number => lines.findIndex((line) => pattern.test(line));
	const first =
		/^\d\d:\d\d:\d\d {3}ccl-\d: (stopped|relaunching|verified) .*\[[\d.]+ s, can still go back\]$/;
	const order = [
		at(/begun .*\[0\.\d s, can still go back\]$/),
		at(first),
		at(/committed: .*past the point of no return\]$/),
		lines.findLastIndex((line) => /ccl-\d: moved \[[\d.]+ s, past the point/.test(line)),
		at(/switch: done.* \[[\d.]+ s, past the point of no return\]$/),
	];
	expect(order).not.toContain(-1);
	expect(order).toEqual([...order].sort((a, b) => a - b));
});
