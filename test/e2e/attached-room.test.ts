import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import { jobsOn } from "../support/jobs.ts";
import { type PrivateTmux, privateTmux } from "../support/private-tmux.ts";
import { waitFor } from "../support/wait-for.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");

let terminal: PrivateTmux;
let stage: Stage;
let daemon: Daemon;

beforeEach(async () => {
	terminal = privateTmux();
	stage = await setStage({
		accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
		dedicated: 1,
		autonomous: 1,
	});
	daemon = await startDaemon(stage);
});
afterEach(async () => {
	await terminal.end();
	await daemon.end("SIGKILL");
	await strikeStage(stage);
});

/** Opens a control room in a terminal of that size; the shell in it tells how it ended. */
async function open(columns: number, rows: number): Promise<void> {
	const variables = ["HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"];
	await terminal.tmux(
		...["new-session", "-d", "-s", "room", "-x", String(columns), "-y", String(rows)],
		...["-e", "LANG=C.UTF-8"],
		...variables.flatMap((name) => ["-e", `${name}=${stage.environment[name]}`]),
		...["sh", "-c", 'PS1="$ " exec sh'],
	);
	await press(`${process.execPath} ${PROGRAM}; echo "ended with $?"`, "Enter");
}

async function press(...keys: readonly string[]): Promise<void> {
	await terminal.tmux("send-keys", "-t", "=room:", ...keys);
}

const screen = (...how: readonly string[]): Promise<string> =>
	terminal.tmux("capture-pane", "-p", ...how, "-t", "=room:");

async function see(...texts: readonly RegExp[]): Promise<string> {
	let last = "";
	const look = async (): Promise<string | null> => {
		last = await screen();
		return texts.every((text) => text.test(last)) ? last : null;
	};
	return waitFor(`the screen to show ${texts.join(" and ")}`, look, 60_000).catch((error) => {
		throw new Error(`${error}\n${last}`);
	});
}

/** Whether that word is drawn dim. */
async function isDim(word: string): Promise<boolean> {
	const drawn = await screen("-e");
	// What tmux says of the looks of a text holds until it says something else.
	const before = drawn.slice(0, drawn.indexOf(word)).match(/\u001b\[([0-9;]*)m/g) ?? [];
	return before.reduce((dim, code) => {
		const all = code.slice(2, -1).split(";");
		return all.includes("2") || (dim && !all.includes("0") && !all.includes("22"));
	}, false);
}

const pids = async (): Promise<readonly unknown[]> =>
	(await daemon.status()).sessions.map((session) => session["incarnation"]);

for (const [columns, rows] of [
	[80, 24],
	[200, 50],
] as const) {
	test(`at ${columns}x${rows} a room whose daemon is killed dims, says since when, comes back, and the pool went on`, async () => {
		const jobs = jobsOn(stage);
		await open(columns, rows);
		await see(/attached/, /idle\s+ccl-0/, /idle\s+ccl-auto-11/);
		const before = await pids();
		await daemon.end("SIGKILL");
		await see(/the daemon is gone, trying again; what you see is \d+ s old/);
		expect(await isDim("ccl-0")).toBe(true);
		await press("s");
		await see(/nothing can be done until it is back/);
		// What happens meanwhile is seen as well: the room takes the state anew.
		await jobs.openGate();
		await jobs.add(1);
		daemon = await startDaemon(stage);
		const back = await see(/attached/, /[Jj]ob-1/);
		expect(back).not.toContain("the daemon is gone");
		// The other one may rest for a moment, to make room for its task: that is drawn dim as well.
		expect(await isDim("ccl-0")).toBe(false);
		expect((await pids())[0]).toEqual(before[0]);
		await press("q");
		await see(/ended with 0/);
		expect((await daemon.status()).sessions.map(({ name }) => name)).toEqual([
			"ccl-0",
			"ccl-auto-11",
		]);
	});
}
