import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

test("the operator's own statusline goes on to be shown beside ours", async () => {
	pool = await startPool({
		accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
		dedicated: 0,
		autonomous: 1,
	});
	const statusLine = { type: "command", command: "echo mine is shown" };
	const settings = join(pool.stage.root, "accounts", "a", "settings.json");
	await writeFile(settings, JSON.stringify({ statusLine }));
	await pool.stage.addTask("job", "Do the job.");
	await waitFor("the job", () => pool.state().tasks.get("app.job")?.state === "done");
	await waitFor("the statusline", async () =>
		(await pool.engine().client.preview("ccl-auto-11", 50))?.join("\n").includes("mine is shown"),
	);
	expect(pool.state().accounts["a"]?.windows["five_hour"]?.source).toBe("statusline");
});
