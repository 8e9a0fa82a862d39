import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { RepositoryLooks } from "../../../src/engine/checkpoint/repository-looks.ts";
import { runCommand } from "../../../src/engine/ports/commands.ts";
import { type ManualClock, manualClock } from "../../support/manual-clock.ts";

let clock: ManualClock;
let started: string[];
let looks: RepositoryLooks;

beforeEach(() => {
	clock = manualClock();
	started = [];
	looks = new RepositoryLooks({
		clock,
		environment: { PATH: process.env.PATH },
		commands: (request) => {
			started.push(request.cwd);
			return runCommand(request);
		},
	});
});

const folder = (): string => mkdtempSync(join(tmpdir(), "looks-"));
const longAgo = (): number => clock.now() - 60_000;

describe("what git says of a folder", () => {
	test("is asked once for all sessions that rest in it", async () => {
		const app = folder();
		const before = longAgo();
		await Promise.all([looks.read(app, "ccl-1", before), looks.read(app, "ccl-2", before)]);
		await looks.read(app, "ccl-3", before);
		expect(started).toEqual([app]);
	});

	test("is asked for each folder", async () => {
		const [app, lib] = [folder(), folder()];
		await looks.read(app, "ccl-4", longAgo());
		await looks.read(lib, "ccl-5", longAgo());
		expect(started).toEqual([app, lib]);
	});

	test("is asked again after two seconds", async () => {
		const app = folder();
		await looks.read(app, "ccl-6", longAgo());
		clock.jump(2_001);
		await looks.read(app, "ccl-7", longAgo());
		expect(started).toEqual([app, app]);
	});

	test("is asked again for a session that did something since", async () => {
		const app = folder();
		await looks.read(app, "ccl-8", longAgo());
		const didSomethingAt = clock.now();
		clock.jump(100);
		await looks.read(app, "ccl-9", didSomethingAt);
		expect(started).toEqual([app, app]);
	});

	test("is asked again for a session that was told before", async () => {
		const app = folder();
		await looks.read(app, "ccl-0", longAgo());
		await looks.read(app, "ccl-0", longAgo());
		expect(started).toEqual([app, app]);
	});

	test("is asked at once for a session that is at work", async () => {
		const app = folder();
		await looks.read(app, "ccl-10", longAgo());
		await looks.read(app, "ccl-11", null);
		expect(started).toEqual([app, app]);
	});
});
