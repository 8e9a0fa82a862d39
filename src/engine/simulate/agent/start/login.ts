import { accountKeyOf } from "../world.ts";
import type { HomeState } from "./home.ts";

/** Who pays for this process's requests. */
export interface Login {
	readonly kind: "stored" | "token" | "api_key" | "none";
	/** The account's key in the simulated world; empty for `none`. */
	readonly key: string;
	/** Only a stored login has an owner that the transcript records. */
	readonly owner: { accountUuid: string; organizationUuid: string } | null;
	readonly label: string;
}

const NO_LOGIN: Login = { kind: "none", key: "", owner: null, label: "" };

function storedLogin(state: HomeState): Login {
	const account = state.oauthAccount;
	if (account?.accountUuid === undefined) return NO_LOGIN;
	const organization = account.organizationName ?? "";
	return {
		kind: "stored",
		key: accountKeyOf({ accountUuid: account.accountUuid }),
		owner: {
			accountUuid: account.accountUuid,
			organizationUuid: account.organizationUuid ?? "",
		},
		label: `${account.emailAddress ?? account.accountUuid} (${organization})`,
	};
}

/** Precedence seen on 2.1.330: ANTHROPIC_*, then CLAUDE_CODE_OAUTH_TOKEN, then the stored login. */
export function loginOf(env: NodeJS.ProcessEnv, state: HomeState): Login {
	const key = env.ANTHROPIC_AUTH_TOKEN || env.ANTHROPIC_API_KEY;
	if (key) return { ...NO_LOGIN, kind: "api_key", key: accountKeyOf({ secret: key }) };
	const token = env.CLAUDE_CODE_OAUTH_TOKEN;
	if (token) return { ...NO_LOGIN, kind: "token", key: accountKeyOf({ secret: token }) };
	return storedLogin(state);
}

/** How the header names the login. */
export function planName(login: Login): string {
	if (login.kind === "stored") return "Claude Max";
	return login.kind === "token" ? "Claude API" : "API Usage Billing";
}
