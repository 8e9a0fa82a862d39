import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { queueFolders } from "../../src/engine/queue/inbox.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

test("a task runs in the folder of its own project, whatever its session did before", async () => {
	pool = await startPool({
		accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
		dedicated: 0,
		autonomous: 1,
		otherProjects: ["site"],
	});
	const site = join(pool.stage.root, "work", "site");
	await pool.stage.addTask("one", "[[bash:pwd > here]] [[say:done]]");
	const { inbox } = queueFolders(site);
	await mkdir(inbox, { recursive: true });
	await writeFile(join(inbox, "two.tmp"), "[[bash:pwd > here]] [[say:done]]");
	await rename(join(inbox, "two.tmp"), join(inbox, "two.md"));
	await waitFor("both tasks", () =>
		["app.one", "site.two"].every((id) => pool.state().tasks.get(id)?.state === "done"),
	);
	for (const folder of [pool.stage.project, site]) {
		expect((await readFile(join(folder, "here"), "utf8")).trim()).toBe(folder);
	}
});
