import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfigText } from "../../src/engine/config/load.ts";
import { secretVariables, withoutSecrets } from "../../src/engine/config/secret-variables.ts";
import { scrubber, scrubRows } from "../../src/engine/scrub.ts";
import { scrubEvent } from "../../src/engine/scrub-event.ts";
import type { Event } from "../../src/state/events.ts";

const YAML = `accounts:
  - { name: main, home: /homes/main }
  - { name: paid, home: /homes/paid, kind: api_key, token_env: PAID_KEY }
pool: { shared_projects_dir: /shared/projects }
mcp_http: { bearer_token_env: DOOR, tokens: [{ name: scripts, scope: read, token_env: SCRIPTS }] }
notify:
  telegram: { bot_token_env: BOT, chat_id: "1" }
  webhook: [{ name: team, url_env: HOOK, token_env: HOOK_WORD }]
  log_shipping: { url: "https://logs.example/push", token_env: SHIPPING }
`;

function configured() {
	const loaded = loadConfigText(YAML, "config.yaml", { env: {}, home: "/homes" });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded));
	return loaded.config;
}

const KEY = "paid-key-0123456789abcdef";
const scrub = scrubber(configured(), { PAID_KEY: KEY, EDITOR: "editor-of-choice" });

describe("the variables of secrets", () => {
	test("are all that the configuration names", () => {
		const named = ["PAID_KEY", "DOOR", "SCRIPTS", "BOT", "HOOK", "HOOK_WORD", "SHIPPING"];
		expect([...secretVariables(configured())].sort()).toEqual(named.sort());
	});

	test("are not handed on to other programs, and all else is", () => {
		const environment = { PATH: "/bin", BOT: "1:x", DOOR: "y", GITHUB_TOKEN: "the operator's own" };
		expect(withoutSecrets(environment, configured())).toEqual({
			PATH: "/bin",
			GITHUB_TOKEN: "the operator's own",
		});
	});
});

describe("a text", () => {
	test("loses the value of a secret, and keeps what is none", () => {
		expect(scrub(`curl -u ${KEY}: with editor-of-choice`)).toBe(
			"curl -u [secret]: with editor-of-choice",
		);
	});

	test("that was cut in the middle of one loses its beginning too", () => {
		expect(scrub(`curl -u ${KEY.slice(0, 12)}`)).toBe("curl -u [secret]");
		expect(scrub(`curl -u ${KEY.slice(0, 12)} and on`)).toBe(`curl -u ${KEY.slice(0, 12)} and on`);
	});

	test("is scrubbed once and for all", () => {
		const once = scrub(`API_TOKEN=${KEY} Bearer ${"x".repeat(20)} sk-ant-oat01-abcdefgh`);
		expect(scrub(once)).toBe(once);
	});
});

test("what stands in a file of secrets is taken out too, and a file that is not there is nothing", () => {
	const folder = mkdtempSync(join(tmpdir(), "secrets-"));
	const file = join(folder, "scripts.token");
	const secret = "0123456789abcdef-of-the-scripts";
	writeFileSync(file, `${secret}\n`);
	const { accounts, mcpHttp, notify } = configured();
	const tokens = [file, join(folder, "gone.token"), folder].map(
		(place) => ({ name: "scripts", scope: "read", source: { env: null, file: place } }) as const,
	);
	const config = { accounts, notify, mcpHttp: { ...mcpHttp, tokens } };
	expect(scrubber(config, {})(`$ cat token: ${secret}`)).toBe("$ cat token: [secret]");
});

test.each([9, 14, 24])(
	"a secret without a form that a row breaks after %i characters is taken out whole",
	(at) => {
		const rows = [`$ curl -u ${KEY.slice(0, at)}`, `  ${KEY.slice(at)}: x`];
		expect(scrubRows(rows, scrub)).toEqual(["$ curl -u [secret]: x"]);
	},
);

test("a secret is taken out as it is written, not as a pattern", () => {
	const odd = "a.b*c(d[e]$&^|+?\\z";
	const clean = scrubber(configured(), { DOOR: odd });
	expect(clean(`is ${odd} and axb*c(d[e]$&^|+?\\z`)).toBe("is [secret] and axb*c(d[e]$&^|+?\\z");
});

test("a secret that fills its row is taken out of the next one as well", () => {
	const rows = ["$ cat token", `sk-ant-oat01-${"a".repeat(40)}`, "bcdefghijklmnop0123", "$ "];
	expect(scrubRows(rows, scrub)).toEqual(["$ cat token", "[secret]", "[secret]", "$"]);
});

test("an event loses secrets in its texts, and keeps the names of things", () => {
	const name = "sk-ant-api03-named-so";
	const event: Event = {
		type: "task.added",
		...{ task: `app.${name}`, project: "/srv/app", title: `Rotate ${name}` },
		...{ priority: "normal", file: `/srv/app/${name}.md` },
	};
	expect(scrubEvent(event, scrub)).toEqual({ ...event, title: "Rotate [secret]" });
});
