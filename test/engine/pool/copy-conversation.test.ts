import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Answered, copyConversation } from "../../../src/engine/pool/copy-conversation.ts";
import { SECOND } from "../../support/state-builder.ts";
import { waitFor } from "../../support/wait-for.ts";
import { type PoolRig, poolRig } from "./rig.ts";

const NAME = "ccl-auto-11";
const panes = join(import.meta.dirname, "../../data/claude-code/panes");
const rowsOf = (name: string): readonly string[] =>
	readFileSync(join(panes, name), "utf8").trimEnd().split("\n");

const OWNER = ["Exit Claude Code", "Change login", "Copy to b@example.test (b's Org) and continue"];
const CONFIRM = ["Continue", "Go Back"];
const question = rowsOf("session-owner-dialog.txt").map((row) => row.replaceAll("shB", "b"));
const confirmation = rowsOf("session-owner-confirm.txt");

let rig: PoolRig;
beforeEach(async () => {
	rig = poolRig();
	await rig.up(NAME);
});
afterEach(() => rig.parts.recorder.close());

const pane = (): string => rig.session(NAME).incarnation?.pane ?? "";
const show = (rows: readonly string[]): unknown => rig.machine.screens.set(pane(), rows);
const withMark = (rows: readonly string[], options: readonly string[], at: number) =>
	rows.map((row) => {
		const option = options.indexOf(row.replace("❯", " ").trim());
		return option < 0 ? row : `  ${option === at ? "❯" : " "} ${options[option]}`;
	});

/** Plays the two questions as the genuine program does. */
function playDialog(): void {
	let at = 0;
	let rows: readonly string[] = question;
	let options: readonly string[] = OWNER;
	const draw = (): unknown => show(withMark(rows, options, at));
	rig.machine.onKey = (_pane, key) => {
		if (key === "Down") at = Math.min(options.length - 1, at + 1);
		else if (key === "Up") at = Math.max(0, at - 1);
		else if (options === OWNER && at === 2) [rows, options, at] = [confirmation, CONFIRM, 1];
		else return show(["chosen", OWNER[at] ?? "", CONFIRM[at] ?? ""]);
		return draw();
	};
	draw();
}

async function answer(): Promise<Answered> {
	const life = rig.session(NAME).incarnation;
	if (life === null) throw new Error("it does not run");
	let answered: Answered | null = null;
	void copyConversation(rig.parts, life).then((given) => {
		answered = given;
	});
	return waitFor("the answer", async () => {
		await rig.clock.advance(SECOND);
		return answered;
	});
}

test("goes to the copy and confirms it, each key after a look at the screen", async () => {
	playDialog();
	expect(await answer()).toEqual({ kind: "answered" });
	expect(rig.machine.keys).toEqual(["Down", "Down", "Enter", "Up", "Enter"]);
});

test("presses nothing on any other screen", async () => {
	for (const other of ["trust-dialog.txt", "permission-prompt.txt", "bypass-dialog.txt"]) {
		show(rowsOf(other));
		expect(await answer()).toEqual({ kind: "gone" });
	}
	expect(rig.machine.keys).toEqual([]);
});

test("stops when another question comes up in between", async () => {
	playDialog();
	const go = rig.machine.onKey;
	rig.machine.onKey = (at, key) => {
		go(at, key);
		if (rig.machine.keys.length === 2) show(rowsOf("trust-dialog.txt"));
	};
	expect(await answer()).toEqual({ kind: "gone" });
	expect(rig.machine.keys).toEqual(["Down", "Down"]);
});

test("gives up on a screen that takes no key, and says so", async () => {
	show(question);
	expect(await answer()).toMatchObject({ kind: "failed" });
	expect(rig.machine.keys).not.toContain("Enter");
});

test("ends the engine when a newer one drives the pool", async () => {
	show(question);
	rig.machine.refusal = { kind: "fenced" };
	const life = rig.session(NAME).incarnation;
	if (life === null) throw new Error("it does not run");
	const copied = copyConversation(rig.parts, life).catch((error: Error) => error.message);
	await rig.clock.advance(5 * SECOND);
	expect(await copied).toBe("a newer engine took over");
	expect([rig.machine.keys, rig.parts.recorder.takenOver.aborted]).toEqual([[], true]);
});
