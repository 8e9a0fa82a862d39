import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { countTurns } from "../../src/engine/simulate/count.ts";
import {
	type GenuineProduct,
	startGenuineProduct,
} from "../support/real-rig/start-genuine-product.ts";
import { waitFor } from "../support/wait-for.ts";

let product: GenuineProduct;
afterEach(() => product.end());

/** Text of all tool results in a request to the model. */
function toolResults(body: unknown): string {
	const { messages } = body as { readonly messages: readonly { readonly content: unknown }[] };
	const blocks = messages.flatMap((m) => (Array.isArray(m.content) ? m.content : []));
	return JSON.stringify(
		blocks.filter((block: { readonly type?: string }) => block.type === "tool_result"),
	);
}

for (const kind of ["token", "login"] as const) {
	test(`genuine program, ${kind} accounts: after a quota limit behind a tool result the work goes on under the other account, with the tool results and the same conversation`, async () => {
		product = await startGenuineProduct({ kind });
		await product.addTask(
			"job",
			"[[bash:echo first >> effects.txt; echo result-of-the-tool]] [[quota]] [[bash:echo second >> effects.txt]] [[say:all done]]",
		);
		await waitFor("the turn to begin", () => product.session().turn, 60_000);
		const { conversation } = product.session();
		const ended = await waitFor("the switch to end", () => product.state().switches[0], 90_000);
		expect(ended).toMatchObject({ from: "a", to: "b", reason: "limit", outcome: "done" });
		await product.taskDone("job");

		const [first] = product.world.api.turns("b");
		expect(toolResults(first?.body)).toContain("result-of-the-tool");
		expect(product.session()).toMatchObject({ account: "b", conversation });
		expect(await readFile(join(product.world.projectDir, "effects.txt"), "utf8")).toBe(
			"first\nsecond\n",
		);
		// The program writes its last answer to disk a moment after its Stop hook.
		const turns = await waitFor("the answer on disk", async () => {
			const counted = await countTurns(join(product.world.sharedDir, "projects"));
			return counted.some((turn) => turn.finished) && counted;
		});
		expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual([[1, true]]);
	});
}

test("genuine program: readings are attributed to the account that gave them, and the threshold moves an idle session without a prompt", async () => {
	product = await startGenuineProduct({ kind: "token" });
	await product.addTask("one", "[[say:hello]]");
	await product.taskDone("one");
	await waitFor("a reading of a", () => product.state().accounts["a"]?.windows["five_hour"]);
	expect(product.state().accounts["b"]?.windows).toEqual({});
	product.world.api.setUsage("a", 920);
	await product.addTask("two", "[[say:hello again]]");
	await product.taskDone("two");
	const { conversation } = product.session();
	const ended = await waitFor("the switch to end", () => product.state().switches[0], 90_000);
	expect(ended).toMatchObject({ from: "a", to: "b", reason: "threshold", outcome: "done" });
	expect(product.session()).toMatchObject({ account: "b", conversation });
	const ofConversation = product.world.api
		.turns("b")
		.filter((r) => r.headers["x-claude-code-session-id"] === conversation);
	expect(ofConversation).toEqual([]);
	await product.addTask("three", "[[say:hello from b]]");
	await product.taskDone("three");
	// An idle session tells its windows again every 30 s.
	await waitFor(
		"a reading of b",
		() => product.state().accounts["b"]?.windows["five_hour"],
		90_000,
	);
	expect(product.state().accounts["a"]?.windows["five_hour"]?.usedRatio).toBeCloseTo(0.92, 1);
	expect(product.state().accounts["b"]?.windows["five_hour"]?.usedRatio).toBeLessThan(0.1);
});
