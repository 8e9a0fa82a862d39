import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadConfigText } from "../../../src/engine/config/load.ts";
import { runCommand } from "../../../src/engine/ports/commands.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { OneAtATime } from "../../../src/engine/quota/one-at-a-time.ts";
import { openRecorder, type Recorder } from "../../../src/engine/recorder.ts";
import { rosterEvents } from "../../../src/engine/roster.ts";
import { askForProof } from "../../../src/engine/switch/prove.ts";
import { openJournal } from "../../../src/state/journal.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { NOW, switchOf } from "../../support/state-builder.ts";

const opened: Recorder[] = [];
afterEach(() => {
	for (const recorder of opened.splice(0)) recorder.close();
});

/** Account `b`, whose program notes its words and its environment, then does `body`. */
function rig(account: string, body: string) {
	const root = mkdtempSync(join(tmpdir(), "prove-"));
	for (const home of ["home", "home-b"]) mkdirSync(join(root, home));
	const noting = `for w in "$@"; do printf '%s\\n' "$w"; done >>'${root}/words'\nenv >>'${root}/env'`;
	writeFileSync(join(root, "claude"), `#!/bin/sh\n${noting}\n${body}\n`);
	chmodSync(join(root, "claude"), 0o755);
	const text = `accounts:
  - { name: a, home: ${root}/home }
  - { name: b, home: ${root}/home-b, ${account} }
pool: { shared_projects_dir: ${root}/shared/projects }
claude: { path: ${root}/claude }
`;
	const environment = {
		PATH: process.env.PATH,
		ANTHROPIC_API_KEY: "not for us",
		TOKEN_OF_B: "dummy",
	};
	const loaded = loadConfigText(text, join(root, "config.yaml"), { env: {}, home: root });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	const { config } = loaded;
	const clock = manualClock(NOW);
	const recorder = openRecorder(openJournal(join(root, "state.db")), clock);
	opened.push(recorder);
	recorder.commit(...rosterEvents(recorder.state(), config));
	const asking = new OneAtATime();
	const ports = { clock, files: systemFiles, commands: runCommand, asking };
	return {
		root,
		proof: () => askForProof({ ...ports, config, recorder, environment }, switchOf([])),
		account: () => recorder.state().accounts["b"],
		noted: (what: "words" | "env") => readFileSync(join(root, what), "utf8").trimEnd().split("\n"),
	};
}

/** The lines of a run as the genuine program writes them, with these figures. */
function streamed(status: string, utilization: number): string {
	const resetsAt = (NOW + 3_600_000) / 1000;
	const unifiedWindows = { five_hour: { utilization, resetsAt, status } };
	const rate_limit_info = { status, resetsAt, rateLimitType: "five_hour", unifiedWindows };
	const lines = [{ type: "system" }, { type: "rate_limit_event", rate_limit_info }];
	return lines.map((line) => `echo '${JSON.stringify(line)}'`).join("\n");
}

test("the minimal request asks the cloud of the account, deletes no transcripts and inherits no key", async () => {
	const { root, proof, noted } = rig("kind: bedrock, env: { AWS_REGION: eu-west-1 }", "echo OK");
	expect(await proof()).toBe("b answered a minimal request");
	const words = noted("words");
	const settings: unknown = JSON.parse(words[words.indexOf("--settings") + 1] ?? "");
	expect(settings).toEqual({ cleanupPeriodDays: 3650 });
	const env = noted("env");
	expect(env).toContain("CLAUDE_CODE_USE_BEDROCK=1");
	expect(env).toContain("AWS_REGION=eu-west-1");
	expect(env).toContain(`CLAUDE_CONFIG_DIR=${root}/home-b`);
	expect(env.filter((line) => line.startsWith("ANTHROPIC_"))).toEqual([]);
});

const TOKEN = "kind: oauth_token, token_env: TOKEN_OF_B";

test("a token that answers tells its quota with the answer", async () => {
	const { proof, account, noted } = rig(TOKEN, streamed("allowed", 0.07));
	expect(await proof()).toBe("b answered a minimal request");
	expect(noted("words")).toEqual(expect.arrayContaining(["stream-json", "--verbose"]));
	expect(account()?.windows).toMatchObject({
		five_hour: {
			usedRatio: 0.07,
			resetsAt: NOW + 3_600_000,
			source: "rate-limit-event",
			incarnation: null,
			spent: false,
		},
	});
});

test("a token that is refused is no proof, and its window is spent", async () => {
	const { proof, account } = rig(TOKEN, `${streamed("rejected", 1)}\nexit 1`);
	expect(await proof()).toBeNull();
	expect(account()?.windows).toMatchObject({ five_hour: { usedRatio: 1, spent: true } });
});

test("a login that is out of polls is asked with the minimal request", async () => {
	const { proof, noted, account } = rig("kind: login", '[ "$2" != /usage ] || exit 1');
	for (let switches = 0; switches < 14; switches++) {
		expect(await proof()).toBe("b answered a minimal request");
	}
	expect(noted("words").filter((word) => word === "/usage")).toHaveLength(12);
	expect(account()?.polls).toHaveLength(12);
});
