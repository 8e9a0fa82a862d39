import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareLaunch } from "../../../src/engine/claude/launch.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { type PrivateTmux, privateTmux } from "../../support/private-tmux.ts";
import { waitFor } from "../../support/wait-for.ts";
import { launchSpec, scratch, script } from "./support.ts";

let server: PrivateTmux;

const leaks = {
	ANTHROPIC_API_KEY: "leaked-key",
	CLAUDE_CODE_OAUTH_TOKEN: "leaked-token",
	CLAUDECODE: "1",
};

beforeEach(() => {
	server = privateTmux();
});

afterEach(() => server.end());

/** Every command line on the machine, as `ps` would show it. */
function commandLines(): string {
	const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	const lines = pids.map((pid) => {
		try {
			return readFileSync(`/proc/${pid}/cmdline`, "utf8");
		} catch {
			return "";
		}
	});
	return lines.join("\n");
}

/** Programs that the launcher starts, replaced by ones that write their arguments down first. */
function watched(root: string): string {
	for (const name of ["cat", "mkdir", "rm"]) {
		script(join(root, name), `printf '%s\\n' "$*" >>'${root}/log'\nexec /bin/${name} "$@"`);
	}
	return `${root}:${process.env.PATH}`;
}

test("what tmux's server leaks does not reach claude, and no command line shows the token", async () => {
	const root = scratch();
	const claude = script(
		join(root, "claude"),
		'env -0 >"$OUT/env.tmp"\nprintf %s "$$" >"$OUT/pid"\nmv "$OUT/env.tmp" "$OUT/env"\nsleep 60',
	);
	const secret = "sk-ant-oat-very-secret";
	const { argv } = await prepareLaunch(
		systemFiles,
		launchSpec(root, claude, {
			accountKind: "oauth_token",
			token: { kind: "value", value: secret },
			accountEnv: { OUT: root },
			environment: { ...process.env, PATH: watched(root) },
			prompt: "hello",
		}),
	);
	await server.tmux("new-session", "-d", "-s", "keeper", "sleep 60");
	for (const [name, value] of Object.entries(leaks)) {
		await server.tmux("set-environment", "-g", name, value);
	}
	await server.tmux("new-session", "-d", "-s", "ccl-3", ...argv);

	const text = await waitFor("claude to have started", () =>
		readdirSync(root).includes("env") ? readFileSync(join(root, "env"), "utf8") : null,
	);
	const names = text.split("\0").map((pair) => pair.split("=")[0]);
	expect(text).not.toContain("leaked");
	expect(names).not.toContain("CLAUDECODE");
	expect(names).not.toContain("TMUX");
	expect(text.split("\0")).toContain(`CLAUDE_CODE_OAUTH_TOKEN=${secret}`);
	const term = await server.tmux("show-options", "-gv", "default-terminal");
	expect(text.split("\0")).toContain(`TERM=${term.trim()}`);
	expect(commandLines()).not.toContain(secret);
	expect(readFileSync(join(root, "log"), "utf8")).not.toContain(secret);

	const panePid = await server.tmux("display-message", "-p", "-t", "ccl-3", "#{pane_pid}");
	expect(readFileSync(join(root, "pid"), "utf8")).toBe(panePid.trim());
});
