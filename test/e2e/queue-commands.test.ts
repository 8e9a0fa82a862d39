import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { queueFolders } from "../../src/engine/queue/inbox.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import type { Task } from "../../src/state/model.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { waitFor } from "../support/wait-for.ts";

let stage: Stage;
let daemon: Daemon | null;

beforeEach(async () => {
	daemon = null;
	const accounts = [{ name: "a", fiveHour: { limitUnits: 10_000 } }];
	stage = await setStage({ accounts, dedicated: 0, autonomous: 1 });
	daemon = await startDaemon(stage);
});
afterEach(async () => {
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

/** Runs `queue` with these words; the last line of what it says. */
async function queue(...words: readonly string[]): Promise<string> {
	const { code, out, err } = await ccf(stage.environment, "queue", ...words);
	if (code !== 0) throw new Error(`queue ${words.join(" ")}: ${code} ${err}`);
	return out;
}

async function taskOf(id: string): Promise<Task> {
	return (JSON.parse(await queue("show", id, "--json")) as { readonly task: Task }).task;
}

async function add(name: string, text: string, ...more: readonly string[]): Promise<string> {
	const file = join(stage.root, `${name}.md`);
	await writeFile(file, text);
	return queue("add", file, "--project", stage.project, ...more);
}

const isDone = (id: string) =>
	waitFor(`${id} to be done`, async () => (await taskOf(id)).state === "done", 30_000);

test("a task that is added from the command line is done, and another of its name gets its own id", async () => {
	expect(await add("job", "[[bash:pwd > here]] [[say:done]]")).toMatch(
		/^app\.job \(normal\) waits/,
	);
	await isDone("app.job");
	expect(await add("job", "[[say:done]]")).toMatch(/^app\.job\.2 /);
	await isDone("app.job.2");
	expect((await readFile(join(stage.project, "here"), "utf8")).trim()).toBe(stage.project);
	const { done } = queueFolders(stage.project);
	expect((await readdir(done)).toSorted()).toEqual(["job.2.md", "job.md"]);
});

test("tasks of a paused project wait, in an order that can be changed, until the pause ends by itself", async () => {
	await ccf(stage.environment, "pause", "--project", "app", "--until", "+1h");
	for (const name of ["one", "two", "three"]) {
		await add(name, `[[bash:echo ${name} >> order]] [[say:done]]`);
	}
	await queue("priority", "app.three", "critical");
	await queue("drop", "app.one");
	expect((await taskOf("app.two")).state).toBe("waiting");
	const { inbox, failed } = queueFolders(stage.project);
	expect(await readFile(join(inbox, "three.md"), "utf8")).toMatch(
		/^---\npriority: critical\n---\n/,
	);
	expect(await readdir(failed)).toEqual(["one.md"]);
	await ccf(stage.environment, "pause", "--project", "app", "--until", "+1s");
	for (const id of ["app.three", "app.two"]) await isDone(id);
	await queue("retry", "app.one");
	await isDone("app.one");
	const order = await readFile(join(stage.project, "order"), "utf8");
	expect(order).toBe("three\ntwo\none\n");
});

test("a daemon that was away when the time of a pause was over goes on when it starts", async () => {
	await ccf(stage.environment, "pause", "--all", "--until", "+2s");
	await daemon?.end("SIGKILL");
	await new Promise((resolve) => setTimeout(resolve, 2_000));
	daemon = await startDaemon(stage);
	await add("job", "[[say:done]]");
	await isDone("app.job");
	expect((await daemon.status()).dispatch.paused).toBe(false);
});
