import { copyFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { statuslineFile } from "../../src/engine/claude/spool.ts";
import { accountsOf } from "../support/accounts-of.ts";
import { toldFigures, watchFigures } from "../support/real-rig/shown-figures.ts";
import {
	type GenuineProduct,
	startGenuineProduct,
} from "../support/real-rig/start-genuine-product.ts";
import { waitFor } from "../support/wait-for.ts";

let product: GenuineProduct;
afterEach(() => product.end());

const SESSIONS = ["ccl-auto-11", "ccl-auto-12"] as const;

const openGate = (name: string) => writeFile(join(product.world.projectDir, name), "");
const waitsFor = (gate: string): string => `[[bash:until [ -e ${gate} ]; do sleep 0.2; done]]`;

/** How much of an account's five-hour window the product says is used, in percent. */
async function usedOf(account: string): Promise<number | null> {
	const view = await accountsOf(product.engine.client);
	const windows = view.accounts.find((a) => a.name === account)?.windows ?? [];
	const ratio = windows.find((w) => w.window === "five_hour")?.usedRatio;
	return ratio === undefined ? null : Math.floor(ratio * 100);
}
const untilUsed = (account: string, percent: number) =>
	waitFor(`${account} at ${percent} %`, async () => (await usedOf(account)) === percent, 90_000);

/** What a process that is gone told last is there again, as if its status line had come late. */
async function tellsAgain(life: string): Promise<void> {
	const file = statuslineFile(join(product.world.root, "claude-failover", "spool"), life);
	await copyFile(file, `${file}.tmp`);
	await rename(`${file}.tmp`, file);
}

const sessionAtWork = () =>
	waitFor(
		"a session to be in its tool",
		() => SESSIONS.find((name) => product.session(name).turn?.toolInFlight),
		90_000,
	);

test("genuine program: the readings of two accounts stay apart through a switch, whoever still lives on the one that is left", async () => {
	product = await startGenuineProduct({ kind: "token", sessions: SESSIONS.length });
	const { api } = product.world;
	const shown = watchFigures(product);
	for (const [account, used, usedOfWeek, earlier] of [
		["a", 300, 200_000, 0],
		["b", 50, 30_000, 3_600],
	] as const) {
		api.setUsage(account, used);
		api.setLimit(account, 1000, api.window(account).resetsAt - earlier);
		const week = api.window(account, "seven_day").resetsAt - earlier;
		api.setLimit(account, 1_000_000, week, "seven_day");
		api.setUsage(account, usedOfWeek, "seven_day");
	}

	await product.addTask("long", `${waitsFor("one")} ${waitsFor("two")} [[say:at last]]`);
	const stays = await sessionAtWork();
	const goes = SESSIONS.find((name) => name !== stays) ?? "";
	const oldLife = product.session(stays).incarnation?.id ?? "";
	await untilUsed("a", 30);
	expect(await usedOf("b")).toBeNull();

	api.setUsage("a", 920);
	await product.addTask("short", "[[say:hello]]");
	await product.taskDone("short");
	const moved = (session: string) => () =>
		product.session(session).incarnation?.account === "b" && product.session(session).turn === null;
	await waitFor("the idle session to move", moved(goes), 90_000);
	await product.addTask("other", "[[say:hello from b]]");
	await product.taskDone("other");
	await untilUsed("b", 5);
	expect(product.session(stays)).toMatchObject({ account: "a", turn: { toolInFlight: true } });
	expect(await usedOf("a")).toBe(92);

	// The one that still lives on the account that is left hears of it once more.
	api.setUsage("a", 960);
	await openGate("one");
	await untilUsed("a", 96);
	expect(await usedOf("b")).toBe(5);
	await openGate("two");
	await product.taskDone("long");
	const ended = await waitFor("the switch to end", () => product.state().switches[0], 90_000);
	expect(ended).toMatchObject({ from: "a", to: "b", reason: "threshold", outcome: "done" });

	await tellsAgain(oldLife);
	api.setUsage("b", 100);
	await product.addTask("last", "[[say:hello again]]");
	await product.taskDone("last");
	await untilUsed("b", 10);
	expect(await usedOf("a")).toBe(96);
	for (const account of ["a", "b"]) {
		const told = toldFigures(product, account);
		expect([...shown(account)].filter((figure) => !told.has(figure))).toEqual([]);
		expect(shown(account).size).toBeGreaterThan(2);
	}
	expect([...shown("a")].filter((figure) => shown("b").has(figure))).toEqual([]);
}, 300_000);
