import { expect, test } from "vitest";
import { appendedProgress } from "../../../../src/ui/cli/progress/appended.ts";
import { followSwitch } from "../../../../src/ui/cli/progress/follow.ts";
import { begunSwitch } from "./a-switch.ts";

test("without a terminal each step is one line, with its time and whether all can still go back", async () => {
	const one = begunSwitch(["ccl-2"]);
	const { client } = one.fixture;
	const lines: string[] = [];
	const progress = appendedProgress(
		(line) => lines.push(line.slice("12:00:00 ".length)),
		() => {},
	);
	const before = client.store.getState().seq - 1;
	const following = followSwitch(client, one.id, before, progress);
	one.step(400, "ccl-2", "draining");
	one.step(1200, "ccl-2", "stopped");
	one.step(1300, "ccl-2", "launched");
	one.step(1900, "ccl-2", "verified");
	one.at(2000, { type: "switch.committed", id: one.id, proof: "it answered" });
	one.at(2100, { type: "task.removed", task: "T-1" });
	one.moved(2200, "ccl-2");
	one.at(2300, { type: "switch.ended", id: one.id, outcome: "done", note: null });
	expect((await following)?.outcome).toBe("done");
	expect(lines).toEqual([
		"! switch: main → backup begun (manual): asked for; 1 sessions [0.0 s, can still go back]",
		"  ccl-2: draining [0.4 s, can still go back]",
		"  ccl-2: stopped [1.2 s, can still go back]",
		"  ccl-2: relaunching [1.3 s, can still go back]",
		"  ccl-2: verified [1.9 s, can still go back]",
		"  switch: committed: it answered; only forward from here [2.0 s, past the point of no return]",
		"  ccl-2: moved [2.2 s, past the point of no return]",
		"  switch: done [2.3 s, past the point of no return]",
	]);
});
