import { expect, test } from "vitest";
import { queueView } from "../../../src/engine/control/views/queue.ts";
import { account, MINUTE, NOW, stateOf, task } from "../../support/state-builder.ts";

test("the queue tells of each task what it waits for, in words and as a kind; of others nothing", () => {
	const tasks = [
		task("later", { notBefore: NOW + 3 * MINUTE }),
		task("plain"),
		task("runs", { state: "running" }),
	];
	const view = queueView(stateOf({ accounts: [account("a")], tasks }), NOW);
	const told = view.tasks.map((t) => [t.id, t.waitsForKind, t.waitsFor]);
	expect(told).toEqual([
		["runs", null, null],
		["later", "later", "its next attempt in 3 min"],
		["plain", "no-session", "an idle session"],
	]);
});
