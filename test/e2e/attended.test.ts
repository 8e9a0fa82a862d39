import { afterEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { privateTmux } from "../support/private-tmux.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
const terminal = privateTmux();
afterEach(async () => {
	await terminal.end();
	await pool.end();
});

test("a session that its operator types in is not stopped by a switch, until the account is spent", async () => {
	const accounts = ["a", "b"].map((name) => ({ name, fiveHour: { limitUnits: 10_000 } }));
	pool = await startPool({ accounts, dedicated: 1, autonomous: 1 });
	const { session, state, stage } = pool;
	const { client } = pool.engine();
	await waitFor("both to be idle", () =>
		["ccl-0", "ccl-auto-11"].every((name) => session(name).state === "idle"),
	);
	const pid = session("ccl-0").incarnation?.pid;
	const words = (client.attachCommand("ccl-0") ?? []).map((w) => `'${w}'`).join(" ");
	const attach = `env -u TMUX TERM=screen ${words}`;
	await terminal.tmux("new-session", "-d", "-s", "terminal", "/bin/sh", "-c", attach);
	await terminal.tmux("send-keys", "-t", "=terminal:", "h");
	await waitFor("it to be seen", () => session("ccl-0").attendedAt, 30_000);
	const plan = await client.planSwitch({ to: "b", sessions: null, force: false });
	expect(plan.moves.find((m) => m.session === "ccl-0")?.how).toBe(
		"once nobody has typed in it for a minute",
	);
	expect(await client.runSwitch(plan.id)).toMatchObject({ kind: "started" });
	const moved = () => state().openSwitch?.moves.map((m) => [m.session, m.outcome, m.note]);
	await waitFor("the other to have moved", () => session("ccl-auto-11").account === "b");
	await waitFor("the switch to wait for the operator", () =>
		moved()?.some(([name, , note]) => name === "ccl-0" && /typing in it/.test(note ?? "")),
	);
	expect(session("ccl-0")).toMatchObject({ account: "a", incarnation: { pid } });
	// At the wall nothing can be typed that would be answered.
	spendTo(stage.world, stage.keys["a"] ?? "", "five_hour", 1);
	await terminal.tmux("send-keys", "-t", "=terminal:", "ello", "Enter");
	const ended = await waitFor("the switch to end", () => state().switches[0], 30_000);
	expect(ended).toMatchObject({ outcome: "done", reason: "manual" });
	expect(session("ccl-0").account).toBe("b");
	const move = ended.moves.find((m) => m.session === "ccl-0");
	expect(move?.readiness).toBe("limit");
});
