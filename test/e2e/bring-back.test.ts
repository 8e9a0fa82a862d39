import { afterEach, expect, test } from "vitest";
import { runTmux } from "../../src/engine/tmux/run.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

/** What its operator types into a session. */
async function type(session: string, text: string): Promise<void> {
	const { config, environment } = pool.stage;
	const server = { program: "tmux", socket: config.tmux.socket, configFile: "/dev/null" };
	for (const words of [["-l", text], ["Enter"]]) {
		const answer = await runTmux(
			server,
			["send-keys", "-t", `=${session}:`, ...words],
			environment,
		);
		if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
	}
}

test("a session that its operator left with /exit comes back in its conversation when it is restarted", async () => {
	pool = await startPool({
		accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
		dedicated: 1,
		autonomous: 0,
	});
	const { client } = pool.engine();
	const state = (wanted: string) =>
		waitFor(`ccl-0 to be ${wanted}`, () => pool.session("ccl-0").state === wanted);
	await state("idle");
	await type("ccl-0", "Remember me [ccl:mine:1]");
	await waitFor("its turn", () => pool.session("ccl-0").turnsDone === 1);
	const { conversation, incarnation } = pool.session("ccl-0");
	expect(await client.restart("ccl-0")).toMatchObject({ kind: "refused" });
	await type("ccl-0", "/exit");
	await state("stopped");
	expect(await client.restart("ccl-0")).toEqual({ kind: "done" });
	await state("idle");
	const back = pool.session("ccl-0");
	expect(back.incarnation?.id).not.toBe(incarnation?.id);
	expect(back).toMatchObject({ conversation, incarnation: { resumed: true, conversation } });
});
