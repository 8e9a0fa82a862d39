import { existsSync, mkdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";

let stage: Stage;
let daemon: Daemon;

beforeEach(async () => {
	const accounts = [{ name: "a", fiveHour: { limitUnits: 10_000 } }];
	stage = await setStage({ accounts, dedicated: 1, autonomous: 0 });
	daemon = await startDaemon(stage);
});
afterEach(async () => {
	await daemon.end("SIGTERM");
	await strikeStage(stage);
});

const run = (...words: readonly string[]) => ccf(stage.environment, ...words);

test("the janitor shows what it would do, does it when told to, and the events tell of it", async () => {
	const left = join(stage.config.paths.stateDir, "spool", "ended-long-ago");
	mkdirSync(left, { recursive: true });
	utimesSync(left, 1_000_000_000, 1_000_000_000);
	const looked = JSON.parse((await run("janitor", "--dry-run", "--json")).out);
	expect(looked.items).toMatchObject([{ kind: "spool", path: left, why: "all in it was read" }]);
	expect(existsSync(left)).toBe(true);
	const told = await run("janitor");
	expect([told.code, told.out]).toMatchObject([0, expect.stringContaining("1 thing tidied up")]);
	expect(existsSync(left)).toBe(false);
	expect((await run("events")).out).toContain(`removed drop-boxes of ended processes: ${left}`);
	expect((await run("janitor", "--dry-run")).out).toBe("nothing to tidy up");
});
