import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import { type PrivateTmux, privateTmux } from "../support/private-tmux.ts";
import { waitFor } from "../support/wait-for.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");

let terminal: PrivateTmux;
let stage: Stage;
let daemon: Daemon;

beforeEach(async () => {
	terminal = privateTmux();
	stage = await setStage({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 3,
		autonomous: 0,
	});
	daemon = await startDaemon(stage);
	await waitFor("all sessions to be idle", async () =>
		(await daemon.status()).sessions.every((s) => s.state === "idle"),
	);
});
afterEach(async () => {
	await terminal.end();
	await daemon.end("SIGKILL");
	await strikeStage(stage);
});

/** Opens a control room in a terminal of that size. */
async function open(columns: number, rows: number): Promise<void> {
	const variables = ["HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"];
	await terminal.tmux(
		...["new-session", "-d", "-s", "room", "-x", String(columns), "-y", String(rows)],
		...["-e", "LANG=C.UTF-8"],
		...variables.flatMap((name) => ["-e", `${name}=${stage.environment[name]}`]),
		...[process.execPath, PROGRAM],
	);
	await see(/1 Sessions \(3\)/);
}

/** What is typed right after a line closed is taken to be meant for it. */
const handsRest = () => sleep(700);

async function press(...keys: readonly string[]): Promise<void> {
	for (const key of keys) await terminal.tmux("send-keys", "-t", "=room:", key);
}

async function see(...texts: readonly RegExp[]): Promise<string> {
	let last = "";
	const look = async (): Promise<string | null> => {
		last = await terminal.tmux("capture-pane", "-p", "-t", "=room:");
		return texts.every((text) => text.test(last)) ? last : null;
	};
	return waitFor(`the screen to show ${texts.join(" and ")}`, look, 60_000).catch((error) => {
		throw new Error(`${error}\n${last}`);
	});
}

const homes = async (): Promise<readonly unknown[]> =>
	(await daemon.status()).sessions.map(({ account }) => account);

for (const [columns, rows] of [
	[80, 24],
	[200, 50],
] as const) {
	test(`at ${columns}x${rows} a task is added, moved up, opened and dropped, and everything is read anew`, async () => {
		await open(columns, rows);
		await press("n");
		await see(/New task/);
		await terminal.tmux("send-keys", "-t", "=room:", "-l", "Tidy the shed");
		await press("Enter");
		await see(/tidy-the-shed waits in \w+, priority normal; u takes it back/);
		await handsRest();
		await press("3", "[");
		await see(/tidy-the-shed has priority high now/, /▸ +high +○ waiting +Tidy the shed/);
		await press("u");
		await see(/▸ +norm +○ waiting +Tidy the shed/);
		await press("Enter");
		await see(/─ its text ─/, /priority normal/);
		await press("Escape");
		await press("D");
		await see(/out of the queue/, /Nothing has been done yet/);
		await press("y");
		await see(/✕ failed +Tidy the shed/);
		await press("r");
		await see(/sessions and tasks are looked at now/);
	});

	test(`at ${columns}x${rows} a switch goes without the session that was left out`, async () => {
		await open(columns, rows);
		await press("s");
		await see(/Nothing has been done yet/, /a → b, 3 sessions/);
		await press("G");
		await see(/3 sessions would move/);
		await press("j", "k", "Space");
		const plan = await see(/2 sessions would move, 1 left out by you/, /▸ \[ \] \S+: left out/);
		const stays = /\[ \] ccl-(\d): left out by you/.exec(plan)?.[1];
		await press("y");
		await see(/2\/2 moved/, /past the point of no return/, /It has ended/);
		const expected = ["a", "a", "a"].map((_, n) => (String(n) === stays ? "a" : "b"));
		expect(await homes()).toEqual(expected);
	});
}
