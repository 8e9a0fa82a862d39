import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configAsYaml } from "../../../src/engine/config/as-file.ts";
import { configCommand } from "../../../src/ui/cli/config.ts";
import { configOf, SOUND } from "./read.ts";

const EVERYTHING = `accounts:
  - { name: a, home: /a, kind: api_key, token_env: T, priority: 1, model: opus, env: { R: 1 } }
  - { name: b, home: /b, kind: oauth_token, token_file: /t, enabled: no, limits: { weekly_msgs: 9 } }
pool:
  dedicated: [{ name: s, project: /p, move: never, keep_alive: no, account: a, permission_mode: plan }]
  autonomous: { first: 0, min: 0, max: 3, idle_stop: 90s, model: haiku, memory_per_session: 1.5G, capabilities: [gpu] }
projects: [{ path: /p, priority: 3, max_running: 2 }]
quota: { poll_interval: 7m }
notify:
  quiet_hours: 22:05-07:00
  telegram: { bot_token_file: /bot, chat_id: -100 }
  webhook: [{ name: w, url_env: W, token_env: X }]
  log_shipping: { url: https://logs.example.org/push, format: loki }
mcp_http: { listen: "[::1]:99", bearer_token_env: B, enable_trigger: on }
claude: { path: ~/bin/claude, force_kill_after: 2m }
ui: { ascii: true, screen_reader: yes, keys: { stop: X, sessions.attach: [t, "9"], "global.down": 2 } }
`;

/** A world with one operator; what is said to them is kept. */
function operator(text: string | null) {
	const home = mkdtempSync(join(tmpdir(), "operator-"));
	const dir = join(home, ".config", "claude-failover");
	mkdirSync(dir, { recursive: true });
	if (text !== null) writeFileSync(join(dir, "config.yaml"), text);
	const said = { out: "", err: "" };
	const io = {
		stdout: { write: (part: string) => (said.out += part) },
		stderr: { write: (part: string) => (said.err += part) },
		env: {},
		home,
	};
	return { io, said, home, file: join(dir, "config.yaml") };
}

describe("config check", () => {
	it("says ok, and warns of homes that are not there yet", async () => {
		const { io, said, file, home } = operator(SOUND);
		expect(await configCommand(["check"], io)).toBe(0);
		expect(said.out).toBe(`${file}: ok\n`);
		expect(said.err).toContain(`warning: ${file} accounts[0].home: ${home}/.claude-accounts/main`);
	});

	it("prints every problem on a line and ends with 2", async () => {
		const { io, said, file } = operator(`${SOUND}ui: { fsp: 1 }\ntmux: { socket: a/b }\n`);
		expect(await configCommand(["check"], io)).toBe(2);
		expect(said.err.trimEnd().split("\n")).toEqual([
			`${file}:4:7 ui.fsp: unknown key; did you mean fps?`,
			`${file}:5:17 tmux.socket: expected a name of a tmux socket, found "a/b"; as for tmux -L`,
		]);
		expect(said.out).toBe("");
	});

	it("has the same for scripts, with every promised key", async () => {
		const wrong = operator(`${SOUND}ui: { fsp: 1 }\n`);
		expect(await configCommand(["check", "--json"], wrong.io)).toBe(2);
		expect(JSON.parse(wrong.said.out)).toMatchObject({
			schemaVersion: 1,
			ok: false,
			problems: [{ line: 4, column: 7, key: "ui.fsp" }],
			warnings: [],
		});
	});

	it("warns of keys that the control room does not grant", async () => {
		const { io, said, file } = operator(`${SOUND}ui: { keys: { swich: x, pause: s } }
`);
		expect(await configCommand(["check"], io)).toBe(0);
		expect(said.err).toContain(
			`warning: ${file} ui.keys.swich: the control room has no such act; did you mean switch?
`,
		);
		expect(said.err).toContain("ui.keys.pause: s is the key of global.switch as well");
	});

	it("reads the file that is named", async () => {
		const { io, said } = operator(null);
		expect(await configCommand(["check", "test/data/origin-config.yaml"], io)).toBe(0);
		expect(said.err).toContain("quota.poll_interval: 1m is more often");
	});

	it("says what to do when there is no file", async () => {
		const { io, said } = operator(null);
		expect(await configCommand(["check"], io)).toBe(2);
		expect(said.err).toContain("run `claude-failover init`");
	});

	it.each([[[]], [["chek"]], [["check", "a", "b"]], [["show", "--yaml"]]])(
		"shows its usage for %j",
		async (argv) => {
			const { io, said } = operator(SOUND);
			expect(await configCommand(argv, io)).toBe(2);
			expect(said.err).toMatch(/^usage: /);
		},
	);
});

describe("config show", () => {
	it("prints the effective configuration as a file that means the same", async () => {
		const { io, said, file } = operator(SOUND);
		expect(await configCommand(["show"], io)).toBe(0);
		expect(said.out).toContain(`from ${file}\n`);
		expect(said.out).toContain("window_5h_threshold: 0.9\n");
	});

	it.each([
		["with nothing but accounts", SOUND],
		["with everything in it", EVERYTHING],
	])("loads again to what it was: a file %s", (_, text) => {
		const { config } = configOf(text);
		expect(configOf(configAsYaml(config)).config).toEqual(config);
	});

	it("has the same for scripts", async () => {
		const { io, said } = operator(SOUND);
		expect(await configCommand(["show", "--json"], io)).toBe(0);
		const answer = JSON.parse(said.out);
		expect(answer.schemaVersion).toBe(1);
		expect(answer.config.quota.pollIntervalMs).toBe(300_000);
	});

	it("prints the problems of a wrong file instead", async () => {
		const { io, said } = operator("accounts: 7\n");
		expect(await configCommand(["show"], io)).toBe(2);
		expect(said.err).toContain("accounts: expected a list, found 7");
	});
});
