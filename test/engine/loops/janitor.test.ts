import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { janitor } from "../../../src/engine/loops/janitor.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

/** A drop-box with these files that nothing was put into for so many minutes. */
function dropBox(incarnation: string, minutes: number, ...files: readonly string[]): void {
	const folder = join(rig.parts.folders.spool, incarnation);
	mkdirSync(folder, { recursive: true });
	for (const file of files) writeFileSync(join(folder, file), "{}");
	const at = rig.clock.now() / 1000 - minutes * 60;
	utimesSync(folder, at, at);
}

describe("the drop-box of a process life", () => {
	test("goes some minutes after its end, so that looking for facts stays cheap", async () => {
		await rig.up("ccl-auto-11");
		const live = rig.session("ccl-auto-11").incarnation?.id ?? "";
		dropBox(live, 60);
		dropBox("just-ended", 9);
		dropBox("long-ended", 11, ".7.tmp");
		mkdirSync(join(rig.parts.folders.spool, "shown-long-ago", "statusline"), { recursive: true });
		dropBox("shown-long-ago", 11, "statusline/last.json");
		dropBox("unread", 600, "1795355225000000000-7-Stop.json");
		await janitor(rig.parts).tick(new AbortController().signal);
		expect(readdirSync(rig.parts.folders.spool).toSorted()).toEqual(
			[live, "just-ended", "unread"].toSorted(),
		);
	});
});

describe("the journal", () => {
	test("forgets events after thirty days, never what came of them", async () => {
		const { recorder } = rig.parts;
		const note = { type: "verdict.reached", why: "all is well" } as const;
		recorder.commit({ type: "dispatch.paused", all: false });
		for (let n = 0; n < 600; n++) recorder.commit(note);
		const before = recorder.state();
		rig.clock.jump(31 * 24 * 3_600_000);
		await janitor(rig.parts).tick(new AbortController().signal);
		expect(recorder.state()).toEqual(before);
		rig.restartEngine();
		expect(rig.parts.recorder.state().dispatch.paused).toBe(true);
		expect(rig.parts.recorder.store.getState().recent.length).toBeLessThan(200);
	});
});
