import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PrivateTmux, privateTmux } from "../support/private-tmux.ts";
import { waitFor } from "../support/wait-for.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");

/** The turns of the demo use its first account up to the threshold: how soon is the machine's affair. */
const FAILOVER_MS = 180_000;

let terminal: PrivateTmux;
let home: string;

beforeEach(async () => {
	terminal = privateTmux();
	home = await mkdtemp(join(tmpdir(), "room-"));
});
afterEach(() => terminal.end());

/** Opens the program as a newcomer would: no configuration, a terminal of that size. */
async function open(columns: number, rows: number): Promise<void> {
	await terminal.tmux(
		...["new-session", "-d", "-s", "room", "-x", String(columns), "-y", String(rows)],
		...["-e", `HOME=${home}`, "-e", `XDG_RUNTIME_DIR=${home}`, "-e", "LANG=C.UTF-8"],
		...["sh", "-c", 'PS1="$ " exec sh'],
	);
	await type(`${process.execPath} ${PROGRAM}; echo "ended with $?"`, "Enter");
}

async function type(...keys: readonly string[]): Promise<void> {
	await terminal.tmux("send-keys", "-t", "=room:", ...keys);
}

const screen = (): Promise<string> => terminal.tmux("capture-pane", "-p", "-t", "=room:");

async function see(text: string | RegExp, timeoutMs = 60_000): Promise<string> {
	let last = "";
	try {
		return await waitFor(
			`the screen to show ${text}`,
			async () => {
				last = await screen();
				return (typeof text === "string" ? last.includes(text) : text.test(last)) ? last : null;
			},
			timeoutMs,
		);
	} catch (error) {
		throw new Error(`${String(error)}\n${last}`);
	}
}

for (const [columns, rows] of [
	[80, 24],
	[200, 50],
] as const) {
	test(`a newcomer at ${columns}x${rows} sees the demo fail over, looks at the plan, pauses, and quits`, async () => {
		await open(columns, rows);
		const first = await see(/8 sessions/);
		expect(first).toContain("claude-failover init");
		expect(await terminal.tmux("display-message", "-p", "-t", "=room:", "#{alternate_on}")).toBe(
			"1",
		);
		await see(/ccl-auto-11\s+backup/, FAILOVER_MS);
		const moved = await see(/backup ● ok active/);
		expect(moved.split("\n").length).toBeLessThanOrEqual(rows);

		await see(/^(?!.*past the point of no return)/s);
		await type("s");
		const plan = await see("backup → main");
		expect(plan).toContain("Cancel");
		await type("Escape");
		await see(/1 Sessions/);

		await type("p");
		await see("PAUSED");
		await type("p");
		await see("dispatch goes on");

		await type("c");
		await see(/Checkpoints \(\d+\)/);
		await type("Escape");
		await type("?");
		await see("plan a switch");
		await type("Escape");
		await see(/1 Sessions/);

		await type("q");
		await see(/Quit\?/);
		await type("y");
		const after = await see("ended with 0");
		expect(after).toMatch(/turns: \d+ started, \d+ finished, 0 lost, 0 doubled/);
		expect(await terminal.tmux("display-message", "-p", "-t", "=room:", "#{alternate_on}")).toBe(
			"0",
		);
		expect((await readdir(tmpdir())).filter((name) => name.startsWith("ccf-"))).toEqual([]);
	}, 300_000);
}

test("a closed terminal ends the demo and leaves no process or folder of it behind", async () => {
	await open(80, 24);
	await see(/8 sessions/);
	const [folder] = (await readdir(tmpdir())).filter((name) => name.startsWith("ccf-"));
	expect(folder).toBeDefined();
	await terminal.tmux("kill-session", "-t", "=room");
	await waitFor(
		"the demo to be gone",
		async () => (await readdir(tmpdir())).every((name) => !name.startsWith("ccf-")),
		60_000,
	);
});
