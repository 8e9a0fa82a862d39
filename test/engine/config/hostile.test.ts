import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/engine/config/load.ts";
import { formatProblem } from "../../../src/engine/config/problem.ts";
import { OPERATOR, problemsOf, SOUND } from "./read.ts";

const KEY = `sk-ant-api03-${"A1b2".repeat(6)}`;

describe("a text that is no configuration", () => {
	it.each([
		["nothing", "", "config.yaml:1:1: the file is empty"],
		["only comments", "# accounts:\n", "the file is empty"],
		["a list", "- a\n", "the file is not made of sections"],
		["broken YAML", "accounts: [\n", "config.yaml:2:1: YAML: Flow sequence"],
		["a tab as indentation", "ui:\n\tfps: 3\n", "YAML: "],
		[
			"two documents",
			`${SOUND}---\nui: {}\n`,
			"config.yaml:4:1: YAML: a second document begins here",
		],
		["a key that is no text", "? [a]\n: b\n", "YAML: With stringKeys"],
		["a tag that would make an object", "accounts: !!js/function 'x'\n", "YAML: Unresolved tag"],
		["an alias", "a: &x [1]\nb: *x\n", "config.yaml:2:4 b: an alias (*x); write the value out"],
		[
			"a key twice",
			`${SOUND}accounts: []\n`,
			'config.yaml:4:1 accounts: "accounts" is here a second time',
		],
		["deep nesting", "[".repeat(200_000), "config.yaml:1:1: nested too deeply"],
		["deep nesting on one line", "- ".repeat(100_000), "config.yaml:1:1: nested too deeply"],
	])("is refused: %s", (_, text, start) => {
		expect(problemsOf(text).join("\n")).toContain(start);
	});

	it("cannot grow in memory through aliases that hold aliases", () => {
		const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}]\n`);
		const lines = problemsOf(`l0: &l0 [x]\n${levels.join("")}`);
		expect(lines).toHaveLength(60);
		expect(lines.every((line) => line.includes("an alias"))).toBe(true);
	});

	it("may name parts of JavaScript objects, which are unknown keys like others", () => {
		const lines = problemsOf(
			`${SOUND}__proto__: { fps: 1 }\nconstructor: 1\nui: { toString: 2 }\n`,
		);
		expect(lines.map((line) => line.split(": ")[1])).toEqual(
			Array(3).fill(expect.stringMatching(/unknown key/)),
		);
		const inEnv = problemsOf("accounts: [{ name: a, home: /x, env: { __proto__: y } }]\n");
		expect(inEnv).toEqual([expect.stringContaining("not a name of an environment variable")]);
	});

	it("cannot put control sequences on the screen", () => {
		const evil = "\\e]52;c;ZXZpbA==\\a\\u202E";
		const shown = problemsOf(`${SOUND}"${evil}": 1\nswitch: { policy: "${evil}" }\n`).join("");
		expect(shown).toContain("\\u001b]52");
		expect(shown).not.toMatch(/[\u0000-\u001f\u202e]/);
	});
});

describe("a secret in the file", () => {
	it.each([
		["as a value", `${SOUND}claude: { model: ${KEY} }\n`, "claude.model"],
		[
			"as the name of a variable",
			`accounts: [{ name: a, home: /x, kind: api_key, token_env: ${KEY} }]\n`,
			"accounts[0].token_env",
		],
		[
			"under a harmless name",
			`accounts: [{ name: a, home: /x, env: { X: ${KEY} } }]\n`,
			"accounts[0].env.X",
		],
		["in a comment", `${SOUND}# old key: ${KEY}\n`, ""],
		["in a text that is not even YAML", `[${KEY}\n`, ""],
	])("is refused and never shown again: %s", (_, text, key) => {
		const lines = problemsOf(text).join("\n");
		expect(lines).toContain(`${key}: an Anthropic key or token is written here`);
		expect(lines).toContain("replace the secret");
		expect(lines).not.toContain(KEY);
	});

	it.each([
		[
			"a Telegram bot token",
			`notify: { telegram: { chat_id: 1, bot_token_env: 123456789:${"a".repeat(35)} } }`,
		],
		[
			"a Slack webhook address",
			"notify: { webhook: [{ name: a, url: https://hooks.slack.com/services/T000/B000/xyz }] }",
		],
		[
			"a Discord webhook address",
			"notify: { webhook: [{ name: a, url: https://discord.com/api/webhooks/12345/abcdefghijk }] }",
		],
	])("is known by its form: %s", (name, text) => {
		expect(problemsOf(`${SOUND}${text}\n`)).toContainEqual(
			expect.stringContaining(`${name} is written here`),
		);
	});
});

describe("a file that cannot be read", () => {
	const dir = () => mkdtempSync(join(tmpdir(), "config-"));
	const reason = (file: string) => {
		const result = loadConfig(file, OPERATOR);
		return result.kind === "ok" ? "" : result.problems.map(formatProblem).join("\n");
	};

	it("is missing: the way to one is shown", () => {
		const file = join(dir(), "none.yaml");
		expect(reason(file)).toBe(
			`${file}: there is no such file; run \`claude-failover init\`, or give --config FILE`,
		);
	});

	it("is a directory", () => {
		expect(reason(dir())).toContain("not a regular file");
	});

	it("is a pipe that nobody writes to: it is not waited for", () => {
		const file = join(dir(), "pipe");
		execFileSync("mkfifo", [file]);
		expect(reason(file)).toContain("not a regular file");
	});

	it("is larger than 1 MiB", () => {
		const file = join(dir(), "large.yaml");
		writeFileSync(file, "#".repeat(1024 * 1024 + 1));
		expect(reason(file)).toContain("larger than 1 MiB");
	});

	it("is not UTF-8", () => {
		const file = join(dir(), "latin.yaml");
		writeFileSync(file, Buffer.from("accounts: [\xe4]", "latin1"));
		expect(reason(file)).toContain("not UTF-8 text; save it as UTF-8");
	});

	it("starts with a byte order mark: that is no problem", () => {
		const file = join(dir(), "bom.yaml");
		writeFileSync(file, `\ufeff${SOUND}`);
		expect(reason(file)).toBe("");
	});
});
