import { expect, test } from "vitest";
import { takeUp } from "../../src/engine/take-up.ts";
import { poolRig } from "./pool/rig.ts";

test("a start of the engine records by what tasks are given out: who only sees the state knows it", () => {
	const rig = poolRig("dispatch: { models: [opus] }\n");
	takeUp(rig.parts, { pid: 1, version: "0", demo: false });
	const usual = { priority: 10, maxRunning: 0 };
	expect(rig.parts.recorder.state().policy.dispatch).toEqual({
		projects: { [rig.projects.app]: usual, [rig.projects.api]: usual },
		models: ["opus"],
		capabilities: [],
		sessions: ["ccl-auto-11", "ccl-auto-12"],
	});
	rig.parts.recorder.close();
});
