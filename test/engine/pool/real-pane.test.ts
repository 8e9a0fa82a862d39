import { afterEach, expect, test } from "vitest";
import { runTmux } from "../../../src/engine/tmux/run.ts";
import { startPool, type TestPool } from "../../support/pool.ts";
import { waitFor } from "../../support/wait-for.ts";

let pool: TestPool | null = null;
afterEach(async () => {
	await pool?.end();
	pool = null;
});

const accounts = [{ name: "a", fiveHour: { limitUnits: 1000 } }];

test("a tmux session of that name that is not ours is refused, said once, and never touched", async () => {
	pool = await startPool({ accounts, dedicated: 1, autonomous: 0 });
	const started = pool;
	await waitFor("ccl-0 to be up", () => started.session("ccl-0").incarnation?.confirmedAt);
	const { socket } = started.stage.config.tmux;
	const server = { program: "tmux", socket, configFile: "/dev/null" };
	const tmux = async (...args: readonly string[]): Promise<string> => {
		const answer = await runTmux(server, args, started.stage.environment);
		if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
		return answer.out;
	};
	// The operator's own shell takes the name while the session is down.
	const pid = started.session("ccl-0").incarnation?.pid ?? 0;
	await tmux("rename-session", "-t", "=ccl-0", "elsewhere");
	await tmux("new-session", "-d", "-s", "ccl-0", "cat");
	const foreign = (await tmux("list-panes", "-t", "=ccl-0", "-F", "#{pane_id} #{pane_pid}")).trim();
	process.kill(pid, "SIGTERM");
	const warnings = () =>
		started
			.engine()
			.client.store.getState()
			.recent.filter((r) => r.event.type === "operator.warned");
	await waitFor("the refusal", () => warnings().length > 0);
	await new Promise((resolve) => setTimeout(resolve, 1_500));
	expect(warnings().map((r) => r.event)).toEqual([
		expect.objectContaining({
			what: expect.stringMatching(
				/ccl-0 could not be started: a tmux session ccl-0 that is not ours/,
			),
			remedy: expect.stringMatching(/rename it/),
		}),
	]);
	const now = (await tmux("list-panes", "-t", "=ccl-0", "-F", "#{pane_id} #{pane_pid}")).trim();
	expect(now).toBe(foreign);
	expect(started.session("ccl-0").incarnation).toBeNull();
});

test("an engine that starts again takes up its panes with the same processes", async () => {
	pool = await startPool({ accounts, dedicated: 1, autonomous: 1 });
	const started = pool;
	const names = ["ccl-0", "ccl-auto-11"];
	const pids = (): readonly unknown[] => names.map((n) => started.session(n).incarnation?.pid);
	await waitFor("both to be up", () =>
		names.every((n) => started.session(n).incarnation?.confirmedAt),
	);
	const before = pids();
	await started.engine().stop("the test stops it");
	await started.restart();
	expect(pids()).toEqual(before);
	await waitFor("both to be idle", () => names.every((n) => started.session(n).state === "idle"));
	expect(pids()).toEqual(before);
});
