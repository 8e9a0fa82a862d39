import { isAbsolute, join } from "node:path";
import type { Files } from "../ports/files.ts";
import { assetPath } from "./assets.ts";
import {
	allowedPaneVariables,
	allowedVariables,
	assertAccountVariables,
	cloudVariables,
	markVariables,
	renderLaunchEnv,
} from "./launch-env.ts";
import { promptFiles } from "./launch-prompt.ts";
import { generateSettings, type SettingsSpec } from "./settings.ts";

export type { SettingsSpec } from "./settings.ts";

/** One start of claude, complete. */
export interface LaunchSpec {
	/** Fresh private folder of this process life; made 0700 when missing, refused when used before. */
	readonly launchDir: string;
	readonly incarnation: string;
	/** A program name looked up in the passed PATH, or an absolute path. */
	readonly claudePath: string;
	/** The account's home: becomes CLAUDE_CONFIG_DIR. */
	readonly home: string;
	readonly cwd: string;
	readonly accountKind: "login" | "oauth_token" | "api_key" | "bedrock" | "vertex";
	/** Plain variables of the account, never secrets. */
	readonly accountEnv: Readonly<Record<string, string>>;
	readonly token:
		| { readonly kind: "file"; readonly path: string }
		| { readonly kind: "value"; readonly value: string }
		| null;
	/** Allow-list of variable names; an entry that ends in `*` is a prefix. */
	readonly envPass: readonly string[];
	/** The daemon's environment, to pick the allowed variables from. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly model: string | null;
	readonly permissionMode: string | null;
	readonly conversation:
		| { readonly kind: "new"; readonly id: string }
		| { readonly kind: "resume"; readonly id: string };
	readonly prompt: string | null;
	/** The operator's consent to skip the project's trust dialog. */
	readonly trusted: boolean;
	readonly settings: SettingsSpec;
	/** Name of the session, shown by claude and its registry. */
	readonly name: string;
}

/** The variable that each kind's token goes into (precedence seen on 2.1.330). */
const tokenVariables = { oauth_token: "CLAUDE_CODE_OAUTH_TOKEN", api_key: "ANTHROPIC_API_KEY" };

/**
 * Writes all that one launch needs into `launchDir` (files 0600) and returns the words to give to
 * tmux. No secret, prompt or variable is among them. The launch works once: the launcher claims it.
 * Throws on a spec that contradicts itself, and when the folder was used before.
 */
export async function prepareLaunch(
	files: Files,
	spec: LaunchSpec,
): Promise<{ readonly argv: readonly string[] }> {
	assertSpec(spec);
	await files.makeFolder(spec.launchDir, 0o700);
	await files.chmod(spec.launchDir, 0o700);
	const put = (file: string, text: string): Promise<void> =>
		files.write(join(spec.launchDir, file), text, 0o600, "fresh");

	await put("launch.env", renderLaunchEnv(environmentOf(spec)));
	const script = join(spec.launchDir, "spool.sh");
	await files.copy(assetPath("spool.sh"), script);
	await files.chmod(script, 0o600);
	await put("settings.json", JSON.stringify(generateSettings(spec.settings, script), null, "\t"));
	const prompt = promptFiles(spec.prompt, join(spec.launchDir, "prompt.md"));
	if (prompt !== null) await put("prompt", prompt.argument);
	if (prompt?.long != null) await put("prompt.md", prompt.long);
	if (spec.token?.kind === "value") await put("token", `${spec.token.value}\n`);
	return { argv: ["/bin/sh", assetPath("launcher.sh"), spec.launchDir, ...flagsOf(spec)] };
}

/** Flags seen on 2.1.330. The launcher adds `--` and the prompt, so that one may begin with a dash. */
function flagsOf(spec: LaunchSpec): string[] {
	const { conversation } = spec;
	return [
		...[conversation.kind === "new" ? "--session-id" : "--resume", conversation.id],
		...["--settings", join(spec.launchDir, "settings.json")],
		...(spec.model === null ? [] : ["--model", spec.model]),
		...(spec.permissionMode === null ? [] : ["--permission-mode", spec.permissionMode]),
		...(spec.name === "" ? [] : ["--name", spec.name]),
	];
}

function environmentOf(spec: LaunchSpec): Parameters<typeof renderLaunchEnv>[0] {
	return {
		program: spec.claudePath,
		cwd: spec.cwd,
		token: tokenOf(spec),
		paneVariables: allowedPaneVariables(spec.envPass),
		variables: {
			...allowedVariables(spec.environment, spec.envPass),
			...spec.accountEnv,
			...cloudVariables(spec.accountKind),
			...(spec.trusted ? { CLAUDE_CODE_SANDBOXED: "1" } : {}),
			CLAUDE_CONFIG_DIR: spec.home,
			...markVariables(spec.incarnation),
		},
	};
}

function tokenOf(spec: LaunchSpec): { readonly name: string; readonly file: string } | null {
	const { accountKind: kind, token } = spec;
	if (token === null) {
		// Without it the home's stored login would be used: another account than the one asked for.
		if (kind === "oauth_token") throw new Error("an oauth_token account needs its token");
		return null;
	}
	if (kind !== "oauth_token" && kind !== "api_key") throw new Error(`${kind} takes no token`);
	const file = token.kind === "file" ? token.path : join(spec.launchDir, "token");
	return { name: tokenVariables[kind], file };
}

function assertSpec(spec: LaunchSpec): void {
	const { claudePath, launchDir, home, cwd, token } = spec;
	const paths = [launchDir, home, cwd, ...(token?.kind === "file" ? [token.path] : [])];
	if (claudePath.includes("/")) paths.push(claudePath);
	for (const path of paths) if (!isAbsolute(path)) throw new Error(`path not absolute: ${path}`);
	if (!/^\w[\w-]*$/.test(spec.conversation.id)) {
		throw new Error(`not a conversation id: ${spec.conversation.id}`);
	}
	if (spec.settings.incarnation !== spec.incarnation) {
		throw new Error("the settings are for another incarnation");
	}
	if (token?.kind === "value" && !/^[!-~]+$/.test(token.value)) {
		throw new Error("a token is one word of printable ASCII");
	}
	assertAccountVariables(spec.accountEnv);
}
