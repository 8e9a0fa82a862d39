import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeJson } from "./world-files.ts";

export interface HomeSeed {
	/** Leave it out for a home whose account is a token or an API key. */
	readonly accountUuid?: string;
	readonly email?: string;
	readonly organizationUuid?: string;
	readonly organizationName?: string;
	readonly trustedDirs?: readonly string[];
	/** An API key in the environment that needs no question (only its last 20 characters are kept). */
	readonly approvedApiKey?: string;
}

function oauthAccountOf(seed: HomeSeed): object {
	if (seed.accountUuid === undefined) return {};
	const short = seed.accountUuid.slice(0, 8);
	return {
		oauthAccount: {
			accountUuid: seed.accountUuid,
			emailAddress: seed.email ?? `${short}@example.test`,
			organizationUuid: seed.organizationUuid ?? `${short}-0000-4000-8000-000000000000`,
			organizationName: seed.organizationName ?? "Example Org",
		},
	};
}

/** Writes a home in which neither the genuine nor the simulated program shows a first-run dialog
 * (seen on 2.1.330). It holds no credential: the genuine program would say "Not logged in". */
export function seedHome(home: string, seed: HomeSeed): void {
	mkdirSync(home, { recursive: true, mode: 0o700 });
	const trusted = (seed.trustedDirs ?? []).map((dir) => [dir, { hasTrustDialogAccepted: true }]);
	const approved = seed.approvedApiKey === undefined ? [] : [seed.approvedApiKey.slice(-20)];
	writeJson(join(home, ".claude.json"), {
		hasCompletedOnboarding: true,
		fullscreenUpsellSeenCount: 3,
		hasSeenAutoDefaultNotice: true,
		hasSeenAutoDefaultNudge: true,
		customApiKeyResponses: { approved, rejected: [] },
		...oauthAccountOf(seed),
		projects: Object.fromEntries(trusted),
	});
}
