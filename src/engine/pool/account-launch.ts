import type { LaunchSpec } from "../claude/launch.ts";
import type { AccountConfig, Config } from "../config/config.ts";

type Token = LaunchSpec["token"];

export type TokenLookup =
	| { readonly kind: "ok"; readonly token: Token }
	| { readonly kind: "missing"; readonly what: string; readonly remedy: string };

/** Where the secret of an account comes from; nothing is read here but the engine's own environment. */
export function tokenOf(account: AccountConfig, environment: NodeJS.ProcessEnv): TokenLookup {
	if (account.tokenFile !== null) {
		return { kind: "ok", token: { kind: "file", path: account.tokenFile } };
	}
	if (account.tokenEnv === null) return { kind: "ok", token: null };
	const value = environment[account.tokenEnv];
	if (value) return { kind: "ok", token: { kind: "value", value } };
	return {
		kind: "missing",
		what: `the variable ${account.tokenEnv} of account ${account.name} is not set`,
		remedy: "set it in the environment of claude-failover, or use token_file",
	};
}

/**
 * Model and permission mode for a session: the model that its task chose (`chosen`), where it is allowed; else its own,
 * else its account's, else the general ones.
 */
export function modeOf(
	config: Config,
	account: AccountConfig,
	session: string,
	chosen: string | null | undefined,
): { readonly model: string | null; readonly permissionMode: string | null } {
	const dedicated = config.pool.dedicated.find((d) => d.name === session);
	const own = dedicated ?? config.pool.autonomous;
	const allowed = config.dispatch.models.find((model) => model === chosen);
	return {
		model: allowed ?? own?.model ?? account.model ?? config.claude.model,
		permissionMode: own?.permissionMode ?? config.claude.permissionMode,
	};
}
