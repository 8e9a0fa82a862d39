import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a home is seeded with. All secrets are dummies that only the fake server knows. */
export interface HomeSeed {
	readonly home: string;
	readonly account: string;
	readonly trustedDirs: readonly string[];
	/** Further keys of `.claude.json`, such as a server's flag that the program has cached. */
	readonly state?: Readonly<Record<string, unknown>>;
}

/** A home without a login: the account comes from a token in the environment. */
export function seedTokenHome(seed: HomeSeed): void {
	mkdirSync(seed.home, { recursive: true, mode: 0o700 });
	writeState(seed, {});
}

/** A home with a stored login, whose dummy access token is `secret` and does not run out. */
export function seedLoginHome(seed: HomeSeed & { readonly secret: string }): void {
	mkdirSync(seed.home, { recursive: true, mode: 0o700 });
	writeState(seed, { oauthAccount: dummyAccount(seed.account) });
	const login = {
		accessToken: seed.secret,
		refreshToken: `dummy-refresh-of-account-${seed.account}`,
		expiresAt: Date.now() + 365 * 86_400_000,
		scopes: ["user:inference", "user:profile"],
		subscriptionType: "max",
		rateLimitTier: "default_claude_max_20x",
	};
	const path = join(seed.home, ".credentials.json");
	writeFileSync(path, JSON.stringify({ claudeAiOauth: login }), { mode: 0o600 });
}

/** The uuid that a seeded login belongs to: always the same for the same account name. */
export function dummyAccountUuid(account: string): string {
	const hex = createHash("sha256").update(`account ${account}`).digest("hex");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function dummyAccount(account: string): Record<string, string> {
	return {
		accountUuid: dummyAccountUuid(account),
		emailAddress: `${account.toLowerCase()}@example.test`,
		organizationUuid: dummyAccountUuid(`organization ${account}`),
		organizationName: `${account}'s Org`,
		displayName: account,
	};
}

/** Everything that keeps a young home from asking questions before the first prompt. */
function writeState(seed: HomeSeed, extra: Record<string, unknown>): void {
	const trusted = seed.trustedDirs.map((dir) => [dir, { hasTrustDialogAccepted: true }]);
	const state = {
		hasCompletedOnboarding: true,
		fullscreenUpsellSeenCount: 3,
		hasSeenAutoDefaultNotice: true,
		hasSeenAutoDefaultNudge: true,
		projects: Object.fromEntries(trusted),
		...seed.state,
		...extra,
	};
	writeFileSync(join(seed.home, ".claude.json"), JSON.stringify(state), { mode: 0o600 });
}
