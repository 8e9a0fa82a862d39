import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { accountsOf } from "../support/accounts-of.ts";
import {
	type GenuineProduct,
	startGenuineProduct,
} from "../support/real-rig/start-genuine-product.ts";
import { waitFor } from "../support/wait-for.ts";

let product: GenuineProduct;
afterEach(() => product.end());

const inProject = (name: string): string => join(product.world.projectDir, name);
const effects = (): Promise<string> =>
	readFile(inProject("effects.txt"), "utf8").catch(() => "nothing yet");

const idle = (session: string) =>
	waitFor(`${session} to be idle`, () => product.session(session).state === "idle", 60_000);
const turnDone = (session: string) =>
	waitFor(`the turn of ${session}`, () => product.session(session).turnsDone === 1, 90_000);

/** The models that an account was asked for, in the order of its answers. */
const modelsAsked = (account: string): readonly unknown[] =>
	product.world.api.turns(account).map((request) => [request.body.model, request.status]);

const OPUS = "claude-opus-5-5";
const SONNET = "claude-sonnet-5-5";

for (const [model, other, id, otherId] of [
	["opus", "sonnet", OPUS, SONNET],
	["sonnet", "opus", SONNET, OPUS],
] as const) {
	test(`genuine program: a limit of ${model} alone is a window of its own, and moves the session on ${model} but not the one on ${other}`, async () => {
		product = await startGenuineProduct({ kind: "login", models: [model, other] });
		const window = `seven_day_${model}` as const;
		await idle(model);
		await idle(other);
		const wait = `until [ -e ${inProject("gate")} ]; do sleep 0.2; done; echo third >> effects.txt`;
		await product.type(other, `[[bash:${wait}]] [[say:done at home]]`);
		await waitFor("its tool", () => product.session(other).turn?.toolInFlight, 60_000);
		const { conversation } = product.session(model);
		const [first, second] = ["first", "second"].map((w) => `[[bash:echo ${w} >> effects.txt]]`);
		await product.type(model, `${first} [[quota:${window}]] ${second} [[say:done away]]`);

		const ended = await waitFor("the switch to end", () => product.state().switches[0], 90_000);
		expect(ended).toMatchObject({ from: "a", to: "b", reason: "limit", outcome: "done", model });
		expect(ended.moves.map((m) => [m.session, m.outcome])).toEqual([[model, "moved"]]);
		await turnDone(model);
		expect(product.session(model)).toMatchObject({ account: "b", conversation, owed: null });
		expect(await effects()).toBe("first\nsecond\n");

		await writeFile(inProject("gate"), "");
		await turnDone(other);
		expect(product.session(other)).toMatchObject({ account: "a", owed: null });
		expect(await effects()).toBe("first\nsecond\nthird\n");

		// The status line tells b's windows a moment after the end of the turn.
		const told = async () => {
			const now = await accountsOf(product.engine.client);
			return now.accounts[1]?.state === "unknown" ? null : now;
		};
		const view = await waitFor("the windows of b", told, 60_000);
		expect(view.active).toBe("a");
		const [a, b] = view.accounts;
		expect(a).toMatchObject({ name: "a", state: "ok", sessions: [other] });
		expect(a?.windows.filter((w) => w.spent)).toMatchObject([
			{
				window,
				source: "limit-event",
				resetsAt: product.world.api.window("a", window).resetsAt * 1000,
			},
		]);
		expect(b).toMatchObject({ name: "b", state: "ok", sessions: [model] });
		expect(b?.windows.filter((w) => w.spent)).toEqual([]);
		expect(product.state()).toMatchObject({ switches: [{ id: ended.id }], openSwitch: null });
		expect(modelsAsked("a")).toContainEqual([id, 429]);
		expect(modelsAsked("a").at(-1)).toEqual([otherId, 200]);
	});
}
