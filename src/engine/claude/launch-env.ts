import { shellQuote } from "./shell-quote.ts";

/** Everything that the launcher learns from `launch.env`. */
export interface LaunchEnv {
	readonly program: string;
	readonly cwd: string;
	/** Variable that the token is exported as, and the file it is read from. */
	readonly token: { readonly name: string; readonly file: string } | null;
	readonly variables: Readonly<Record<string, string>>;
	/** Variables of the pane that may stay, besides TERM. */
	readonly paneVariables: readonly string[];
}

/** What a session gets when the configuration names nothing else. */
export const defaultEnvPass: readonly string[] = [
	...["PATH", "HOME", "USER", "SHELL", "LANG", "LC_*", "TERM", "TZ", "SSH_AUTH_SOCK"],
];

/** Names the process life in the environment of everything that it starts. */
const INCARNATION = "CCL_INCARNATION";

/** What the environment of a process life and of its tools carries, as `NAME=value`. */
export function incarnationMark(incarnation: string): string {
	return `${INCARNATION}=${incarnation}`;
}

/** The variable that makes the mark of a process life. */
export function markVariables(incarnation: string): Readonly<Record<string, string>> {
	return { [INCARNATION]: incarnation };
}

/** Which account a process uses is never inherited (precedence seen on 2.1.330: these beat the login). */
const neverInherited = /^(ANTHROPIC_|CLAUDE|CCL_INCARNATION$)/;

/** The pane knows these better than the daemon does. */
const fromPane = ["TERM", "TMUX", "TMUX_PANE"];

/** Variables that would change how the launcher itself runs, or that shells refuse to set. */
const shellOwn =
	/^(IFS|CDPATH|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|UID|EUID|PPID|PWD|OLDPWD|PS[0-9]|OPTIND|_|ccl_.*)$/;

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

function matches(pattern: string, variable: string): boolean {
	return pattern.endsWith("*") ? variable.startsWith(pattern.slice(0, -1)) : variable === pattern;
}

/**
 * The variables of `environment` that the allow-list lets through; an entry that ends in `*` is a
 * prefix. ANTHROPIC_* and CLAUDE* never pass, whatever the list says.
 */
export function allowedVariables(
	environment: Readonly<Record<string, string | undefined>>,
	envPass: readonly string[],
): Record<string, string> {
	const allowed: Record<string, string> = {};
	for (const [key, value] of Object.entries(environment)) {
		if (value === undefined || !name.test(key) || value.includes("\0")) continue;
		if (neverInherited.test(key) || shellOwn.test(key) || fromPane.includes(key)) continue;
		if (envPass.some((pattern) => matches(pattern, key))) allowed[key] = value;
	}
	return allowed;
}

/** The pane's variables that the allow-list keeps, besides TERM, which always stays. */
export function allowedPaneVariables(envPass: readonly string[]): string[] {
	return fromPane.filter((key) => envPass.some((pattern) => matches(pattern, key)));
}

/** Variables that carry a secret or the account itself; they come from the account, not its `env`. */
const reserved = [
	"ANTHROPIC_API_KEY",
	"ANTHROPIC_AUTH_TOKEN",
	"CLAUDE_CODE_OAUTH_TOKEN",
	"CLAUDE_CONFIG_DIR",
	INCARNATION,
];

/** Throws when an account's plain variables hold a secret, the home, or something no shell can set. */
export function assertAccountVariables(variables: Readonly<Record<string, string>>): void {
	for (const [key, value] of Object.entries(variables)) {
		if (reserved.includes(key)) throw new Error(`${key} is not a plain variable of an account`);
		if (!name.test(key) || shellOwn.test(key) || value.includes("\0")) {
			throw new Error(`not usable as an environment variable: ${key}`);
		}
	}
}

/** What makes the program use a cloud instead of a login of the home. */
export function cloudVariables(kind: string): Readonly<Record<string, string>> {
	if (kind === "bedrock") return { CLAUDE_CODE_USE_BEDROCK: "1" };
	return kind === "vertex" ? { CLAUDE_CODE_USE_VERTEX: "1" } : {};
}

/** The text of `launch.env`: assignments that the launcher sources. Values may hold any text. */
export function renderLaunchEnv(env: LaunchEnv): string {
	const dropped = fromPane.filter((key) => key !== "TERM" && !env.paneVariables.includes(key));
	const lines = [
		`ccl_program=${shellQuote(env.program)}`,
		`ccl_cwd=${shellQuote(env.cwd)}`,
		`ccl_token_name=${env.token === null ? "" : shellQuote(env.token.name)}`,
		`ccl_token_file=${env.token === null ? "" : shellQuote(env.token.file)}`,
		...(dropped.length === 0 ? [] : [`unset ${dropped.join(" ")}`]),
		...Object.entries(env.variables).map(([key, value]) => `export ${key}=${shellQuote(value)}`),
	];
	return `${lines.join("\n")}\n`;
}
