import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { endPauses, pauseDispatch, resumeDispatch } from "../../../src/engine/queue/pauses.ts";
import { HOUR } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

const pause = (project: string, until?: number) =>
	pauseDispatch(rig.parts, false, { project, ...(until !== undefined && { until }) });
const paused = () => Object.keys(rig.parts.recorder.state().dispatch.projects ?? {});

describe("a project is paused", () => {
	test("by its key, its path, or a link to it", async () => {
		const { app, api } = rig.projects;
		const link = join(rig.root, "link");
		symlinkSync(api, link);
		expect(await pause("app")).toEqual({ kind: "done" });
		expect(await pause(link)).toEqual({ kind: "done" });
		expect(paused()).toEqual([app, api]);
		expect(await resumeDispatch(rig.parts, `${app}/`)).toEqual({ kind: "done" });
		expect(await resumeDispatch(rig.parts, "api")).toEqual({ kind: "done" });
		expect(paused()).toEqual([]);
	});

	test.each(["nobody", "/etc", "__proto__", "", "app/../app", "app\u0000"])(
		"but not %j, which is none: those that there are are named",
		async (word) => {
			expect(await pause(word)).toMatchObject({
				kind: "refused",
				remedy: expect.stringContaining(`app (${rig.projects.app})`),
			});
			expect(await resumeDispatch(rig.parts, word)).toMatchObject({ kind: "refused" });
			expect(paused()).toEqual([]);
		},
	);

	test("but not a folder inside it: that may be a mistake", async () => {
		const inside = join(rig.projects.app, "src");
		mkdirSync(inside);
		expect(await pause(inside)).toMatchObject({ kind: "refused" });
	});

	test("and let go by its path when it is not registered any more", async () => {
		const project = "/gone";
		rig.parts.recorder.commit({ type: "dispatch.paused", all: false, project });
		expect(await resumeDispatch(rig.parts, project)).toEqual({ kind: "done" });
		expect(paused()).toEqual([]);
	});
});

describe("a pause for a time", () => {
	test("is recorded as ended when its time has come, once", async () => {
		const { recorder } = rig.parts;
		const until = rig.clock.now() + HOUR;
		await pauseDispatch(rig.parts, true, { until });
		await pause("app", until + HOUR);
		endPauses(rig.parts);
		expect(recorder.state().dispatch.all).toBe(true);
		rig.clock.jump(HOUR);
		endPauses(rig.parts);
		expect([recorder.state().dispatch.all, paused()]).toEqual([false, [rig.projects.app]]);
		rig.clock.jump(HOUR);
		endPauses(rig.parts);
		const { seq } = recorder.store.getState();
		endPauses(rig.parts);
		expect([paused(), recorder.store.getState().seq]).toEqual([[], seq]);
	});

	test("in the past is refused, and so is switching for one project", async () => {
		const until = rig.clock.now();
		expect(await pause("app", until)).toMatchObject({ kind: "refused", why: /passed/ });
		expect(await pauseDispatch(rig.parts, true, { project: "app" })).toMatchObject({
			kind: "refused",
		});
		expect([paused(), rig.parts.recorder.state().dispatch.paused]).toEqual([[], false]);
	});
});
