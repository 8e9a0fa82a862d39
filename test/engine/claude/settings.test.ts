import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { assetPath } from "../../../src/engine/claude/assets.ts";
import {
	generateSettings,
	hookedEvents,
	type SettingsSpec,
} from "../../../src/engine/claude/settings.ts";
import { scratch } from "./support.ts";

const spec: SettingsSpec = { spoolDir: "/s", incarnation: "inc-1", userStatusLine: null };

test("every reported event has one command hook, tools with a matcher for all", () => {
	const { hooks } = generateSettings(spec);
	expect(Object.keys(hooks)).toEqual([...hookedEvents]);
	for (const matchers of Object.values(hooks)) expect(matchers).toHaveLength(1);
	expect(hooks.PreToolUse?.[0]?.matcher).toBe("*");
	expect(hooks.PostToolUse?.[0]?.matcher).toBe("*");
	expect(hooks.Stop?.[0]).not.toHaveProperty("matcher");
});

test("the options that keep one writer, the transcripts and the scrollback are set", () => {
	expect(generateSettings(spec)).toMatchObject({
		tui: "default",
		autoContinueAtUsageLimit: false,
		cleanupPeriodDays: 3650,
		skipDangerousModePermissionPrompt: true,
	});
});

test("commands survive a shell, whatever the paths and the user's command hold", () => {
	const userStatusLine = `echo "it's" $(id) 'x'`;
	const awkward = { ...spec, spoolDir: "/tmp/a b'c$(id)", userStatusLine };
	const { statusLine, hooks } = generateSettings(awkward, "/opt/x y/spool.sh");
	const words = (command: string | undefined): string[] => {
		const shown = spawnSync("/bin/sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" });
		return shown.stdout.split("\0").slice(0, -1);
	};
	const start = ["/bin/sh", "/opt/x y/spool.sh"];
	expect(words(statusLine.command)).toEqual([
		...start,
		"statusline",
		awkward.spoolDir,
		"inc-1",
		userStatusLine,
	]);
	expect(words(hooks.Stop?.[0]?.hooks[0]?.command)).toEqual([
		...start,
		"hook",
		awkward.spoolDir,
		"inc-1",
		"Stop",
	]);
});

test("an incarnation that could leave the spool, or a relative spool, is refused", () => {
	for (const incarnation of ["../x", "a/b", ".hidden", "", "a b"]) {
		expect(() => generateSettings({ ...spec, incarnation })).toThrow("incarnation");
	}
	expect(() => generateSettings({ ...spec, spoolDir: "spool" })).toThrow("not absolute");
});

test("a missing script is an error that names it", () => {
	expect(() => assetPath("spool.sh", scratch())).toThrow("spool.sh is missing");
});
