import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openJournal } from "../../../src/state/journal.ts";
import { waitFor } from "../../support/wait-for.ts";

const CLAIMER = join(import.meta.dirname, "../../support/claimer.ts");
const NAMES = ["c1", "c2", "c3", "c4"];

const running = new Map<string, ChildProcess>();

afterEach(() => {
	for (const child of running.values()) child.kill("SIGKILL");
	running.clear();
});

function inboxOf(count: number): string {
	const root = mkdtempSync(join(tmpdir(), "claim-"));
	mkdirSync(join(root, "inbox"));
	for (let n = 0; n < count; n++) {
		writeFileSync(join(root, "inbox", `t${String(n).padStart(5, "0")}.md`), "Do it.\n");
	}
	return root;
}

const effectsIn = (root: string): readonly string[] =>
	readFileSync(join(root, "effects.log"), { encoding: "utf8", flag: "a+" })
		.split("\n")
		.filter((line) => line !== "");

/** Starts a claimer; resolves once it claims. */
async function start(root: string, name: string, how = "rename"): Promise<void> {
	// One that tears its claims ends with the error of what it then misses.
	const stdio = how === "torn" ? "ignore" : "inherit";
	const args = [root, name, how];
	const child = fork(CLAIMER, args, {
		execArgv: ["--no-warnings"],
		stdio: [stdio, stdio, stdio, "ipc"],
	});
	running.set(name, child);
	await Promise.race([once(child, "message"), once(child, "exit")]);
}

/** Kills a claimer that is at work and starts it again. */
async function kill(root: string, name: string): Promise<void> {
	const child = running.get(name);
	if (child === undefined || child.exitCode !== null) return;
	const exit = once(child, "exit");
	child.kill("SIGKILL");
	await exit;
	await start(root, name);
}

async function allEnded(): Promise<void> {
	for (const child of running.values()) {
		if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
		expect(child.exitCode).toBe(0);
	}
}

/** Tasks that a journal says nobody can tell about. */
function uncertainIn(root: string, name: string): readonly string[] {
	const journal = openJournal(join(root, name, "state.db"));
	const events = journal.tail(1_000_000);
	journal.close();
	return events.flatMap(({ event }) =>
		event.type === "task.ended" && event.outcome === "uncertain" ? [event.task] : [],
	);
}

test("T4: four claimers, 10,000 files, 60 kills: no task is lost, none is begun twice", async () => {
	const files = 10_000;
	const kills = 60;
	const root = inboxOf(files);
	await Promise.all(NAMES.map((name) => start(root, name)));
	for (let killed = 0; killed < kills; killed++) {
		const from = (files / (kills + 2)) * (killed + 1);
		await waitFor("more to be claimed", () => effectsIn(root).length >= from, 60_000);
		await kill(root, NAMES[killed % NAMES.length] ?? "");
	}
	await allEnded();
	const effects = effectsIn(root);
	expect(new Set(effects).size).toBe(effects.length);
	const done = readdirSync(join(root, "done"));
	const claimed = readdirSync(join(root, "inbox")).map((f) => f.replace(/\.dispatched$/, ""));
	expect(new Set([...done, ...claimed]).size).toBe(files);
	// Killed between the rename and its end: told to a person, never begun again.
	const uncertain = new Set(NAMES.flatMap((name) => uncertainIn(root, name)));
	expect(claimed.filter((file) => !uncertain.has(file))).toEqual([]);
	expect(claimed.length).toBeLessThanOrEqual(kills);
}, 180_000);

test("the same count finds tasks that were begun twice when a look and a copy take the place of the rename", async () => {
	const root = inboxOf(100);
	await Promise.all(NAMES.map((name) => start(root, name, "torn")));
	await Promise.all([...running.values()].map((child) => child.exitCode ?? once(child, "exit")));
	const effects = effectsIn(root);
	expect(effects.length - new Set(effects).size).toBeGreaterThan(0);
}, 60_000);
