import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/engine/ports/clock.ts";
import { watchWhenThere } from "../../src/engine/watch/watch-folder.ts";
import { watchSpool } from "../../src/engine/watch/watch-spool.ts";
import { manualClock } from "../support/manual-clock.ts";
import { waitFor } from "../support/wait-for.ts";

let root: string;
let closed: AbortController;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "watch-"));
	closed = new AbortController();
});
afterEach(() => closed.abort());

describe("the spool", () => {
	let hooks: number;
	const watch = (): void => {
		hooks = 0;
		watchSpool(root, () => hooks++, systemClock, closed.signal);
	};
	/** As the drop-box writer does it. */
	const drop = (life: string, name: string): void => {
		const temporary = join(root, life, `.${name}.tmp`);
		writeFileSync(temporary, "{}");
		renameSync(temporary, join(root, life, name));
	};

	test("tells a hook of a life that was there before, and no statusline of it", async () => {
		mkdirSync(join(root, "life-1", "statusline"), { recursive: true });
		watch();
		drop(join("life-1", "statusline"), "last.json");
		drop("life-1", "1-1-Stop.json");
		await waitFor("the hook", () => hooks > 0);
		const once = hooks;
		drop(join("life-1", "statusline"), "last.json");
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(hooks).toBe(once);
	});

	test("tells what a life drops that came later, and one that came in its place", async () => {
		watch();
		for (let round = 0; round < 2; round++) {
			hooks = 0;
			mkdirSync(join(root, "life-1"));
			await waitFor("the folder", () => hooks > 0);
			hooks = 0;
			drop("life-1", "1-1-Stop.json");
			await waitFor("the hook", () => hooks > 0);
			rmSync(join(root, "life-1"), { recursive: true });
		}
	});

	test("says nothing of a hook that was read and removed", async () => {
		mkdirSync(join(root, "life-1"));
		drop("life-1", "1-1-Stop.json");
		watch();
		rmSync(join(root, "life-1", "1-1-Stop.json"));
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(hooks).toBe(0);
	});
});

test("a folder that comes late is watched from then on, and its coming is told", async () => {
	const clock = manualClock();
	const folder = join(root, "sessions");
	const seen: (string | null)[] = [];
	watchWhenThere(folder, (name) => seen.push(name), clock, closed.signal);
	await clock.advance(10_000);
	expect(seen).toEqual([]);
	mkdirSync(folder);
	await clock.advance(10_000);
	expect(seen).toEqual([null]);
	writeFileSync(join(folder, "7.json"), "{}");
	await waitFor("the file", () => seen.includes("7.json"));
});

test("nothing is told after the end", async () => {
	const seen: (string | null)[] = [];
	watchWhenThere(root, (name) => seen.push(name), systemClock, closed.signal);
	closed.abort();
	writeFileSync(join(root, "late"), "");
	await new Promise((resolve) => setTimeout(resolve, 50));
	expect(seen).toEqual([]);
});
