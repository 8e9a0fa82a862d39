import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StatusFiles } from "../../../src/engine/queue/write-status.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const NAME = "ccl-auto-11";
let rig: PoolRig;
let files: StatusFiles;
let path: string;

beforeEach(() => {
	rig = poolRig();
	files = new StatusFiles();
	path = join(rig.projects.app, ".agent-queue", "status.json");
});
afterEach(() => rig.parts.recorder.close());

const keep = (): Promise<void> => files.keep(rig.parts);
const read = () => JSON.parse(readFileSync(path, "utf8"));
const works = (): void => {
	const incarnation = rig.session(NAME).incarnation?.id ?? "";
	const who = { session: NAME, incarnation };
	rig.parts.recorder.commit({ type: "turn.started", ...who, promptId: null, nonce: null });
};

describe("status.json of a project", () => {
	test("says who works there", async () => {
		await rig.up(NAME, { project: rig.projects.app });
		await keep();
		expect(read()).toMatchObject({
			writer: "claude-failover",
			state: "idle",
			sessions: [{ session: NAME, state: "idle", task: null }],
		});
		works();
		await keep();
		expect(read()).toMatchObject({ state: "working" });
	});

	test("is written once a minute while somebody works, and not again while nothing changes", async () => {
		await rig.up(NAME, { project: rig.projects.app });
		await keep();
		rmSync(path);
		rig.clock.jump(3_600_000);
		await keep();
		expect(() => read()).toThrow();
		works();
		await keep();
		const { updatedAt } = read();
		rig.clock.jump(59_999);
		await keep();
		expect(read().updatedAt).toBe(updatedAt);
		rig.clock.jump(1);
		await keep();
		expect(read().updatedAt).not.toBe(updatedAt);
	});

	test("that an agent keeps itself is left alone, until it keeps it no more", async () => {
		const own = '{"task":"one.md","state":"working"}';
		writeFileSync(path, own);
		const young = rig.clock.now() / 1000 - 1;
		utimesSync(path, young, young);
		await keep();
		expect(readFileSync(path, "utf8")).toBe(own);
		const old = rig.clock.now() / 1000 - 3_600;
		utimesSync(path, old, old);
		files = new StatusFiles();
		await keep();
		expect(read().writer).toBe("claude-failover");
	});

	test("never runs over what a link leads to", async () => {
		const precious = join(rig.root, "precious");
		writeFileSync(precious, "precious");
		symlinkSync(precious, path);
		symlinkSync(precious, `${path}.tmp`);
		await keep();
		expect(readFileSync(precious, "utf8")).toBe("precious");
	});

	test("is gone without where it cannot be written", async () => {
		mkdirSync(path);
		rmSync(join(rig.projects.api, ".agent-queue"), { recursive: true });
		await keep();
		await keep();
	});
});
