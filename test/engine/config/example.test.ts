import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Config } from "../../../src/engine/config/config.ts";
import { listOptions } from "../../../src/engine/config/options.ts";
import { configOf } from "./read.ts";

const EXAMPLE = readFileSync("config.example.yaml", "utf8");
/** The example with everything in it switched on. */
const ALL_ON = EXAMPLE.replaceAll(/^( *)#(?=\S| {2})/gm, "$1");
/** Only what has no default. */
const LEAST = `accounts:
  - { name: main, home: ~/.claude-accounts/main }
  - { name: overflow, home: ~/.claude-accounts/overflow }
pool:
  dedicated: [{ name: ccl-0, project: /srv/app }]
  autonomous: {}
projects: [{ path: /srv/app }]
`;

describe("config.example.yaml", () => {
	it("loads without a warning and shows nothing but the defaults", () => {
		const shown = configOf(EXAMPLE);
		expect(shown.warnings).toEqual([]);
		expect(shown.config).toEqual<Config>(configOf(LEAST).config);
	});

	it("loads with everything switched on too", () => {
		const { config, warnings } = configOf(ALL_ON);
		expect(warnings).toEqual([]);
		expect(config.accounts.map(({ kind }) => kind)).toEqual(["login", "api_key", "oauth_token"]);
		expect(config.notify.telegram?.botToken).toEqual({ env: "TELEGRAM_BOT_TOKEN", file: null });
		expect(config.notify.logShipping?.url).toBe("https://logs.example.org/push");
		expect(config.claude.forceKillAfterMs).toBe(120_000);
	});

	it.each(listOptions())("speaks of $key, and the schema says what it is", ({ key, about }) => {
		const name = key.split(".").at(-1)?.replace("[]", "");
		expect(EXAMPLE).toMatch(new RegExp(`\\b${name}\\b`));
		expect(about).not.toBe("");
	});
});
