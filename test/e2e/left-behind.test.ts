import { readdirSync, readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { effectsOf, type Jobs, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

const NAME = "ccl-auto-11";

let pool: TestPool;
let jobs: Jobs;
afterEach(() => pool.end());

/** Live processes that carry the mark of a process life. */
function marked(incarnation: string): readonly number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => environmentOf(pid).includes(`CCL_INCARNATION=${incarnation}\0`))
		.map(Number);
}

function environmentOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/environ`, "latin1");
	} catch {
		return "";
	}
}

test.runIf(process.platform === "linux")(
	"a session that is killed in a tool: what the tool left running is ended before the conversation goes on, and nothing is done twice",
	async () => {
		pool = await startPool({
			accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
			dedicated: 0,
			autonomous: 1,
		});
		jobs = jobsOn(pool.stage);
		await jobs.add(1);
		await waitFor("its first tool", () => pool.session(NAME).turn?.toolInFlight, 60_000);
		const first = pool.session(NAME).incarnation;
		const life = first?.id ?? "";
		await waitFor("the tool's shell", () => marked(life).length > 1);
		process.kill(first?.pid ?? 0, "SIGKILL");
		const second = await waitFor("its next life", () => {
			const now = pool.session(NAME).incarnation;
			return now !== null && now.id !== life && now;
		});
		expect(marked(life)).toEqual([]);
		expect(pool.session(NAME).orphanOf).toBeNull();
		expect(second.conversation).toBe(first?.conversation);
		await jobs.openGate();
		await waitFor("the job", () => pool.state().tasks.get("app.job-1")?.state === "done", 60_000);
		expect(await jobs.effects()).toEqual(effectsOf([1]));
	},
);
