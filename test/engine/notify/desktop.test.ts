import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { desktopSink } from "../../../src/engine/notify/desktop.ts";
import { waitFor } from "../../support/wait-for.ts";

const SECRET = "CCF_TEST_BOT_TOKEN";

test.runIf(process.platform === "linux")(
	"the program that shows a notification gets none of the daemon's own secrets",
	async () => {
		const folder = mkdtempSync(join(tmpdir(), "desktop-"));
		const seen = join(folder, "seen");
		const program = join(folder, "notify-send");
		writeFileSync(program, `#!/bin/sh\nenv > ${seen}.new && mv ${seen}.new ${seen}\n`);
		chmodSync(program, 0o755);
		const { PATH } = process.env;
		process.env.PATH = `${folder}:${PATH}`;
		process.env[SECRET] = "123456:canary";
		onTestFinished(() => {
			process.env.PATH = PATH;
			delete process.env[SECRET];
		});
		const sink = await desktopSink(new Set([SECRET]));
		await sink.send("Switched", "main → backup");
		await waitFor("the program to be run", () => existsSync(seen));
		expect(readFileSync(seen, "utf8")).toContain("PATH=");
		expect(readFileSync(seen, "utf8")).not.toContain("canary");
	},
);
