import * as z from "zod";
import type {
	ClaudeConfig,
	ListenConfig,
	McpHttpConfig,
	TokenConfig,
	UiConfig,
} from "../config.ts";
import { expandPath, type PathContext } from "../paths.ts";
import type { Wrong } from "../problem.ts";
import {
	choice,
	count,
	duration,
	expected,
	flag,
	path,
	reject,
	report,
	scalar,
	text,
} from "./fields.ts";
import { modelName, permissionMode, variableName } from "./names.ts";
import { secretSource } from "./secret-source.ts";

/** The control plane's door, the programs that are run, and the screen. */

const listen = scalar<ListenConfig>("unix | 127.0.0.1:PORT", (raw) => {
	if (raw === "unix") return { value: { kind: "unix" } };
	const remedy = "write unix, or 127.0.0.1:PORT for TCP beside the socket";
	const match = typeof raw === "string" ? /^(.*):(\d{1,5})$/.exec(raw) : null;
	if (match === null) return expected("an address", raw, remedy);
	const host = match[1] === "localhost" ? "127.0.0.1" : match[1]?.replace(/^\[(.*)\]$/, "$1");
	const port = Number(match[2]);
	if (host !== "127.0.0.1" && host !== "::1") return notLoopback(raw, remedy);
	if (port < 1 || port > 65_535) return expected("a port from 1 to 65535", port, remedy);
	return { value: { kind: "tcp", host, port } };
});

function notLoopback(raw: unknown, remedy: string): Wrong {
	const { what } = expected("an address of this machine's loopback", raw, "");
	return { what: `${what}: others could reach it`, remedy };
}

/** A token with a name and a scope of its own. */
function token(context: PathContext) {
	return z
		.strictObject({
			name: text("name", /^[\w.-]{1,64}$/, "use letters, digits and . _ -").describe(
				"What it is called in answers.",
			),
			token_env: variableName.optional().describe("Variable that holds it."),
			token_file: path(context).optional().describe("Or a file of mode 0600."),
			scope: choice("read", "dispatch", "admin")
				.prefault("read")
				.describe("read: look. dispatch: add tasks too. admin: everything."),
		})
		.transform((raw, ctx): TokenConfig => {
			const source = secretSource(ctx, "token", raw.token_env, raw.token_file);
			if (source.env === null && source.file === null) {
				report(ctx, { what: "it has no token", remedy: "add token_env: NAME or token_file: PATH" });
			}
			return { name: raw.name, scope: raw.scope, source };
		});
}

/** Limits and idempotency keys go by the name: two tokens of one name would share them. */
function sayTwice(tokens: readonly TokenConfig[], ctx: z.RefinementCtx): void {
	const seen = new Set(["bearer"]);
	for (const [index, { name }] of tokens.entries()) {
		if (seen.has(name)) {
			const what =
				name === "bearer" ? "that of bearer_token_env has this name" : "another has this name";
			report(ctx, { what, remedy: "give each token a name of its own" }, ["tokens", index, "name"]);
		}
		seen.add(name);
	}
}

export function mcpHttpSection(context: PathContext) {
	return z
		.strictObject({
			listen: listen
				.prefault("unix")
				.describe("unix: the socket only. 127.0.0.1:PORT opens TCP beside it."),
			bearer_token_env: variableName
				.optional()
				.describe("Variable with the token that TCP clients must show."),
			tokens: z
				.array(token(context))
				.prefault([])
				.describe("More tokens, each for what its holder may do."),
			enable_trigger: flag
				.prefault(false)
				.describe("Lets TCP and MCP clients act (switch, pause, add tasks), not only read."),
		})
		.transform((raw, ctx): McpHttpConfig => {
			const { listen, tokens, enable_trigger } = raw;
			if (listen.kind === "tcp" && raw.bearer_token_env === undefined && tokens.length === 0) {
				const what = "TCP is open to every user of this machine, and there is no token";
				const remedy = "add bearer_token_env: NAME, or listen: unix";
				return reject(ctx, { what, remedy }, ["listen"]);
			}
			sayTwice(tokens, ctx);
			const bearerTokenEnv = raw.bearer_token_env ?? null;
			return { listen, bearerTokenEnv, tokens, enableTrigger: enable_trigger };
		})
		.prefault({});
}

/** What would choose the account of a session behind its configured home. */
const OVERRIDES = [
	"ANTHROPIC_API_KEY",
	"ANTHROPIC_AUTH_TOKEN",
	"ANTHROPIC_BASE_URL",
	"CLAUDE_CODE_OAUTH_TOKEN",
	"CLAUDE_CODE_USE_BEDROCK",
	"CLAUDE_CODE_USE_VERTEX",
	"CLAUDE_CONFIG_DIR",
	"CLAUDECODE",
] as const;

const passedName = text(
	"name of an environment variable",
	/^[A-Za-z_]\w*\*?$/,
	"a * may stand at the end only",
).transform((name, ctx) => {
	const prefix = name.endsWith("*") ? name.slice(0, -1) : null;
	const hit = OVERRIDES.find((one) => (prefix === null ? one === name : one.startsWith(prefix)));
	if (hit === undefined) return name;
	const what = `${name} would pass ${hit} on, which overrides the account`;
	return reject(ctx, { what, remedy: "use token_env, token_file or env of the account" });
});

export function claudeSection(context: PathContext) {
	return z
		.strictObject({
			path: program(context).prefault("claude").describe("The genuine program: a name or a path."),
			model: modelName.optional().describe("Model of all sessions that name none."),
			permission_mode: permissionMode
				.optional()
				.describe("Permission mode of all sessions that name none."),
			env_pass: z
				.array(passedName)
				.prefault(["PATH", "HOME", "USER", "SHELL", "LANG", "LC_*", "TERM", "TZ", "SSH_AUTH_SOCK"])
				.describe("Variables that sessions inherit; everything else is left out."),
			force_kill_after: duration("5s", "1h")
				.optional()
				.describe("SIGKILL a process that long after SIGTERM; absent: ask a person."),
		})
		.transform((raw): ClaudeConfig => {
			return {
				path: raw.path,
				model: raw.model ?? null,
				permissionMode: raw.permission_mode ?? null,
				envPass: raw.env_pass,
				forceKillAfterMs: raw.force_kill_after ?? null,
			};
		})
		.prefault({});
}

/** A bare name is left for PATH; anything else is a path. */
function program(context: PathContext) {
	return scalar<string>("name or path", (raw) => {
		if (typeof raw !== "string") return expected("a name or a path", raw, "");
		if (/^[A-Za-z0-9][\w.+-]*$/.test(raw)) return { value: raw };
		const result = expandPath(raw, context);
		return result.kind === "ok" ? { value: result.path } : result;
	});
}

export const tmuxSection = z
	.strictObject({
		socket: text("name of a tmux socket", /^[A-Za-z0-9][\w-]{0,47}$/, "as for tmux -L")
			.prefault("ccl")
			.describe("tmux server, as for tmux -L; `default` is your own server."),
	})
	.prefault({});

const ascii = scalar<"auto" | boolean>("auto | true | false", (raw) => {
	if (raw === "auto" || typeof raw === "boolean") return { value: raw };
	return expected("auto, true or false", raw, "");
});

/** `act: key` or `act: [key, key]`; which acts and keys there are is known to the control room. */
const keys = z
	.unknown()
	.transform((raw, ctx): UiConfig["keys"] => {
		if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
			return reject(ctx, expected("acts with their keys", raw, "write `act: key` lines under it"));
		}
		const keys: Record<string, readonly string[]> = {};
		for (const [act, wish] of Object.entries(raw)) {
			const list = (Array.isArray(wish) ? wish : [wish]).map(keyWord);
			if (list.length === 0 || list.some((key) => key === null))
				report(ctx, expected("a key or a list of keys", wish, "quote it if it is a sign"), [act]);
			else keys[act] = list.filter((key) => key !== null);
		}
		return keys;
	})
	.meta({ type: "keys" });

/** A digit needs no quotes. */
function keyWord(raw: unknown): string | null {
	if (typeof raw === "number" && raw >= 0 && raw <= 9) return String(raw);
	return typeof raw === "string" && raw !== "" && raw.length <= 20 ? raw : null;
}

export const uiSection = z
	.strictObject({
		ascii: ascii.prefault("auto").describe("true: no signs beyond ASCII."),
		screen_reader: flag
			.prefault(false)
			.describe("true: the control room prints plain lines and draws no screen."),
		keys: keys.prefault({}).describe("Other keys for acts of the control room."),
		fps: count(1, 60)
			.prefault(15)
			.describe("Most frames a second for what happens; keys are drawn at once."),
	})
	.transform(({ screen_reader, ...ui }): UiConfig => ({ ...ui, screenReader: screen_reader }))
	.prefault({});
