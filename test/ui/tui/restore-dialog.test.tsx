import { describe, expect, test } from "vitest";
import { type FixtureCheckpoints, restorePlan } from "../../engine/control/fixture-checkpoints.ts";
import { waitFor } from "../../support/wait-for.ts";
import { afternoon, NOW, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

function room(more: object = {}) {
	const client = testClient(afternoon());
	const checkpoints = client.checkpoints as FixtureCheckpoints;
	return { opened: openRoom(afternoon(), { client, ...more }), checkpoints };
}

describe("the restore dialog", () => {
	test("shows the plan of the selected checkpoint, and does nothing", async () => {
		const { opened, checkpoints } = room();
		await opened.press("c", "j", "R");
		await opened.says("Restore ccl-2 on backup", "stop its idle conversation c-9", "✓ ok  session");
		await opened.says(
			"note: files are left as they are",
			"[ Cancel ]",
			"Nothing has been done yet.",
		);
		expect(checkpoints.asked).toEqual([{ checkpoint: "cp-21", account: null, fresh: false }]);
		await opened.press("enter");
		await opened.says("Checkpoints (2)");
		expect(checkpoints.ran).toEqual([]);
	});

	test("runs exactly the plan on the screen with y, or with the other button", async () => {
		for (const keys of [["y"], ["tab", "enter"]]) {
			const { opened, checkpoints } = room();
			await opened.press("c", "R");
			await opened.says("Restore ccl-2 on backup");
			await opened.press(...keys);
			await opened.says("ccl-2 starts on backup with its conversation");
			expect(checkpoints.ran).toEqual(["restore-1"]);
			await opened.saysNoMore("Restore: dry run");
		}
	});

	test("of a plan that cannot run says why and does not run it", async () => {
		const { opened, checkpoints } = room();
		const condition = { name: "session", ok: false, detail: "ccl-2 is working", remedy: "wait" };
		checkpoints.plan = restorePlan(NOW, { runnable: false, preconditions: [condition] });
		await opened.press("c", "R");
		await opened.says("✗ no  session: ccl-2 is working", "remedy: wait", "y cannot run");
		await opened.press("y");
		await opened.says("this plan cannot run: session: ccl-2 is working");
		expect(checkpoints.ran).toEqual([]);
	});

	test("tells what the engine refuses, and plans again with r", async () => {
		const { opened, checkpoints } = room();
		checkpoints.refused = true;
		await opened.press("c", "R");
		await opened.says("Restore ccl-2 on backup");
		await opened.press("y");
		await opened.says("✗ it was changed", "use another");
		await opened.press("r");
		await opened.saysNoMore("it was changed");
		await waitFor("a second plan", () => checkpoints.asked.length === 2);
	});

	test("of a checkpoint that was changed says so", async () => {
		const { opened, checkpoints } = room();
		checkpoints.content = "damaged";
		await opened.press("c", "R");
		await opened.says("✗ it was changed", "y cannot run");
	});

	test("does not open in a read-only room, nor without a checkpoint", async () => {
		const { opened } = room({ readonly: true });
		await opened.press("c", "R");
		await opened.says("this control room is read-only");
		const empty = openRoom(snapshot({}));
		await empty.press("c", "R");
		await empty.says("there is no checkpoint to restore");
	});
});
