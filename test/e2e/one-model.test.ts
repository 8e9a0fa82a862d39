import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readRequests } from "../../src/engine/simulate/agent/world.ts";
import { accountsOf } from "../support/accounts-of.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

const inProject = (name: string): string => join(pool.stage.project, name);
const effects = (): Promise<string> => readFile(inProject("effects.txt"), "utf8");
const adds = (word: string): string => `echo ${word} >> effects.txt`;

const idle = (session: string) =>
	waitFor(`${session} to be idle`, () => pool.session(session).state === "idle", 60_000);
const turnDone = (session: string) =>
	waitFor(`the turn of ${session}`, () => pool.session(session).turnsDone === 1, 60_000);

test.each([
	["opus", "sonnet"],
	["sonnet", "opus"],
])(
	"a limit of %s alone moves the session that uses it, and the one on %s works on where it is",
	async (model, other) => {
		const window = `seven_day_${model}`;
		const limits = { fiveHour: { limitUnits: 1000 }, ofModels: { [window]: { limitUnits: 1000 } } };
		pool = await startPool({
			accounts: ["a", "b"].map((name) => ({ name, ...limits })),
			...{ dedicated: 2, models: [model, other], autonomous: 0 },
		});
		const [cut, stays] = ["ccl-0", "ccl-1"];
		await idle(cut);
		await idle(stays);
		const wait = `until [ -e gate ]; do sleep 0.1; done; ${adds("third")}`;
		await pool.keys(stays, `[[bash:${wait}]] [[say:done at home]]`, "Enter");
		await waitFor("its tool", () => pool.session(stays).turn?.toolInFlight, 60_000);
		const { conversation } = pool.session(cut);
		const [first, second] = ["first", "second"].map((word) => `[[bash:${adds(word)}]]`);
		await pool.keys(cut, `${first} [[quota:${window}]] ${second} [[say:done away]]`, "Enter");

		const ended = await waitFor("the switch to end", () => pool.state().switches[0], 60_000);
		expect(ended).toMatchObject({ from: "a", to: "b", reason: "limit", outcome: "done", model });
		expect(ended.moves.map((m) => [m.session, m.outcome])).toEqual([[cut, "moved"]]);
		await turnDone(cut);
		expect(pool.session(cut)).toMatchObject({ account: "b", conversation, owed: null });
		expect(await effects()).toBe("first\nsecond\n");

		await writeFile(inProject("gate"), "");
		await turnDone(stays);
		expect(pool.session(stays)).toMatchObject({ account: "a", owed: null });
		expect(await effects()).toBe("first\nsecond\nthird\n");

		const view = await accountsOf(pool.engine().client);
		expect(view.active).toBe("a");
		const [a, b] = view.accounts;
		expect(a).toMatchObject({ name: "a", state: "ok", sessions: [stays] });
		expect(a?.windows.filter((w) => w.spent)).toMatchObject([{ window, source: "limit-event" }]);
		expect(b).toMatchObject({ name: "b", sessions: [cut] });
		expect(b?.windows.filter((w) => w.spent)).toEqual([]);
		expect(pool.state()).toMatchObject({ switches: [{ id: ended.id }], openSwitch: null });
		const refused = readRequests(pool.stage.world).filter((r) => r.status === 429);
		expect(refused.map((r) => r.key)).toEqual([pool.stage.keys["a"]]);
	},
);
