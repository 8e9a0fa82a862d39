import type { Account, AccountTrouble } from "../../state/model.ts";
import { readIdentity } from "../claude/home.ts";
import type { Config } from "../config/config.ts";
import { describeLink } from "../links/describe.ts";
import { inspectLinks, isBlocking } from "../links/inspect.ts";
import { linkScope } from "../links/scope.ts";
import type { Files } from "../ports/files.ts";

export type Trouble = Omit<AccountTrouble, "since">;

/** What is wrong with the home of an account, looked up now; `null` when it can be used. */
export async function troubleOfHome(
	files: Files,
	config: Config,
	account: Account,
	others: readonly Account[],
): Promise<Trouble | null> {
	const found = await files.stat(account.home).catch(() => null);
	if (!found?.isDirectory()) {
		return {
			cause: "home-missing",
			what: `the home ${account.home} of ${account.name} does not exist`,
			remedy: `make it with: CLAUDE_CONFIG_DIR=${account.home} claude auth login`,
		};
	}
	return (
		(await troubleOfLinks(files, config, account.home)) ?? troubleOfIdentity(files, account, others)
	);
}

/** The first link of a home that is in the way of its conversations. */
export async function troubleOfLinks(
	files: Files,
	config: Config,
	home: string,
): Promise<Trouble | null> {
	const findings = await inspectLinks(files, { ...linkScope(config), homes: [home] });
	const blocking = findings.find(isBlocking);
	if (blocking === undefined) return null;
	return {
		cause: "links",
		what: `the home ${home} does not lead to the shared tree`,
		remedy: describeLink(blocking),
	};
}

/** Identity is the account uuid: a home that changed hands, or two homes of one account, are not used. */
async function troubleOfIdentity(
	files: Files,
	account: Account,
	others: readonly Account[],
): Promise<Trouble | null> {
	if (account.kind !== "login") return null;
	const { accountUuid } = await readIdentity(files, account.home);
	if (accountUuid === null) return null;
	if (account.uuid !== null && account.uuid !== accountUuid) {
		return {
			cause: "quarantined",
			what: `the home of ${account.name} now belongs to another login`,
			remedy: "log in there with the account it was set up for",
		};
	}
	const twin = others.find((a) => a.uuid === accountUuid && a.name !== account.name);
	if (twin === undefined) return null;
	return {
		cause: "quarantined",
		what: `${account.name} and ${twin.name} are the same account`,
		remedy: "log in to one of the two homes with another account",
	};
}
