import type { Config } from "./config.ts";

type Named = Pick<Config, "accounts" | "mcpHttp" | "notify">;

/** The variables that the configuration names as places of secrets. */
export function secretVariables({ accounts, mcpHttp, notify }: Named): ReadonlySet<string> {
	const { telegram, webhook, logShipping } = notify;
	const named = [
		...accounts.map(({ tokenEnv }) => tokenEnv),
		mcpHttp.bearerTokenEnv,
		...mcpHttp.tokens.map(({ source }) => source.env),
		telegram?.botToken.env,
		...webhook.flatMap(({ urlSecret, token }) => [urlSecret.env, token.env]),
		logShipping?.token.env,
	];
	return new Set(named.filter((name) => name != null));
}

/** What other programs may get of an environment: all but the secrets that are meant for this one. */
export function withoutSecrets(environment: NodeJS.ProcessEnv, config: Named): NodeJS.ProcessEnv {
	const secret = secretVariables(config);
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !secret.has(name)));
}
