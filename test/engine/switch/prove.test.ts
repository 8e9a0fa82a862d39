import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfigText } from "../../../src/engine/config/load.ts";
import { runCommand } from "../../../src/engine/ports/commands.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { openRecorder } from "../../../src/engine/recorder.ts";
import { askForProof } from "../../../src/engine/switch/prove.ts";
import { openJournal } from "../../../src/state/journal.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { NOW, switchOf } from "../../support/state-builder.ts";

/** A program that notes its words and its environment and answers. */
function program(root: string): string {
	const file = join(root, "claude");
	writeFileSync(
		file,
		`#!/bin/sh\nfor w in "$@"; do printf '%s\\n' "$w"; done >>'${root}/words'\nenv >>'${root}/env'\necho OK\n`,
	);
	chmodSync(file, 0o755);
	return file;
}

test("the minimal request asks the cloud of the account, deletes no transcripts and inherits no key", async () => {
	const root = mkdtempSync(join(tmpdir(), "prove-"));
	mkdirSync(join(root, "home"));
	const text = `accounts:
  - { name: a, home: ${root}/home }
  - { name: b, home: ${root}/home-b, kind: bedrock, env: { AWS_REGION: eu-west-1 } }
pool: { shared_projects_dir: ${root}/shared/projects }
claude: { path: ${program(root)} }
`;
	mkdirSync(join(root, "home-b"));
	const loaded = loadConfigText(text, join(root, "config.yaml"), { env: {}, home: root });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	const clock = manualClock(NOW);
	const recorder = openRecorder(openJournal(join(root, "state.db")), clock);
	const environment = { PATH: process.env.PATH, ANTHROPIC_API_KEY: "not for us" };
	const proof = await askForProof(
		{
			config: loaded.config,
			recorder,
			clock,
			files: systemFiles,
			commands: runCommand,
			environment,
		},
		switchOf([], { to: "b" }),
	);
	recorder.close();
	expect(proof).toBe("b answered a minimal request");
	const words = readFileSync(join(root, "words"), "utf8").split("\n");
	const settings: unknown = JSON.parse(words[words.indexOf("--settings") + 1] ?? "");
	expect(settings).toEqual({ cleanupPeriodDays: 3650 });
	const env = readFileSync(join(root, "env"), "utf8").split("\n");
	expect(env).toContain("CLAUDE_CODE_USE_BEDROCK=1");
	expect(env).toContain("AWS_REGION=eu-west-1");
	expect(env).toContain(`CLAUDE_CONFIG_DIR=${root}/home-b`);
	expect(env.filter((line) => line.startsWith("ANTHROPIC_"))).toEqual([]);
});
