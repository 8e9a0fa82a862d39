import * as z from "zod";
import type { AccountConfig } from "../config.ts";
import type { PathContext } from "../paths.ts";
import type { Wrong } from "../problem.ts";
import { choice, count, expected, flag, path, reject, report } from "./fields.ts";
import { accountName, modelName, variableName } from "./names.ts";

/** Variables that decide which account or home a process uses: never plain `env`. */
const RESERVED = /^(?:CLAUDE_CONFIG_DIR|CLAUDE_SECURESTORAGE_CONFIG_DIR|CLAUDECODE|HOME|TMUX\w*)$/;
const SECRET_NAME =
	/(?:API_?KEY|AUTH_TOKEN|OAUTH_TOKEN|BEARER_TOKEN|SECRET|PASSWORD|SESSION_TOKEN)/i;

/** Plain variables; numbers and true/false are taken as they are written. */
const plainEnv = z
	.unknown()
	.transform((raw, ctx): Readonly<Record<string, string>> => {
		if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
			const remedy = "write `NAME: value` lines under it";
			return reject(ctx, expected("variables", raw, remedy));
		}
		const env: Record<string, string> = {};
		for (const [name, value] of Object.entries(raw)) {
			const wrong = wrongVariable(name) ?? wrongValue(value);
			if (wrong === null) env[name] = String(value);
			else report(ctx, wrong, [name]);
		}
		return env;
	})
	.meta({ type: "variables" });

export function accountsSection(context: PathContext) {
	const account = z
		.strictObject({
			name: accountName.describe("How the account is called here, in the UI and in commands."),
			home: path(context).describe(
				"Its private home: CLAUDE_CONFIG_DIR of its processes. Never shared by two accounts.",
			),
			kind: choice("login", "oauth_token", "api_key", "bedrock", "vertex")
				.prefault("login")
				.describe("How it proves who it is. Kinds without quota readings are `unmetered`."),
			priority: count(-10_000, 10_000).prefault(100).describe("Lower is preferred."),
			enabled: flag.prefault(true).describe("false: never used, still shown."),
			model: modelName.optional().describe("Model of its sessions, unless a session names one."),
			limits: z
				.strictObject({
					hourly_msgs: count(0, 1_000_000)
						.prefault(0)
						.describe("Local soft cap in messages an hour; 0 is none."),
					weekly_msgs: count(0, 1_000_000)
						.prefault(0)
						.describe("Local soft cap in messages a week; 0 is none."),
				})
				.prefault({})
				.describe("Windows counted here, from the account's own turns."),
			token_env: variableName.optional().describe("Variable that holds the token or key."),
			token_file: path(context).optional().describe("File of mode 0600 that holds it."),
			env: plainEnv.prefault({}).describe("Plain variables for its processes; never secrets."),
		})
		.transform((raw, ctx): AccountConfig => {
			const wrong = wrongToken(raw.kind, raw.token_env ?? null, raw.token_file ?? null);
			if (wrong !== null) report(ctx, wrong.wrong, [wrong.key]);
			return {
				name: raw.name,
				home: raw.home,
				kind: raw.kind,
				priority: raw.priority,
				enabled: raw.enabled,
				model: raw.model ?? null,
				limits: { hourlyMsgs: raw.limits.hourly_msgs, weeklyMsgs: raw.limits.weekly_msgs },
				tokenEnv: raw.token_env ?? null,
				tokenFile: raw.token_file ?? null,
				env: raw.env,
			};
		});
	return z.array(account).min(1);
}

function wrongVariable(name: string): Wrong | null {
	if (!/^[A-Za-z_]\w*$/.test(name) || name === "__proto__") {
		return { what: "not a name of an environment variable", remedy: "use letters, digits and _" };
	}
	if (RESERVED.test(name)) {
		return { what: "set by claude-failover itself for each session", remedy: "remove it" };
	}
	if (!SECRET_NAME.test(name)) return null;
	return {
		what: "holds a secret, and no secret belongs in this file",
		remedy: "use token_env or token_file of the account",
	};
}

function wrongValue(value: unknown): Wrong | null {
	const plain = typeof value === "number" || typeof value === "boolean";
	if (plain || (typeof value === "string" && !value.includes("\0"))) return null;
	return expected("a text", value, "");
}

function wrongToken(
	kind: AccountConfig["kind"],
	env: string | null,
	file: string | null,
): { readonly key: string; readonly wrong: Wrong } | null {
	const key = env === null ? "token_file" : "token_env";
	const given = env !== null || file !== null;
	if (env !== null && file !== null) {
		const wrong = { what: "given beside token_env", remedy: "keep one of the two" };
		return { key: "token_file", wrong };
	}
	const needs = kind === "oauth_token" || kind === "api_key";
	if (needs && !given) {
		const wrong = {
			what: `an account of kind ${kind} has no token`,
			remedy: "add token_env: NAME or token_file: PATH",
		};
		return { key: "kind", wrong };
	}
	if (!given || needs || kind === "bedrock") return null;
	const wrong = {
		what: `an account of kind ${kind} takes no token`,
		remedy: "remove it, or set kind: oauth_token or api_key",
	};
	return { key, wrong };
}
