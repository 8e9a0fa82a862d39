import type { ActReply } from "../../state/client.ts";
import type { Withheld } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";

/** Troubles that only a person can settle, and nothing here can see the end of. */
const REFUSED: ReadonlySet<string> = new Set(["login-needed", "org-disabled"]);

/** Records the operator's word on an account. The configuration's own `enabled: false` is not overruled. */
export function setUse(
	{ recorder, poke }: Pick<EngineParts, "recorder" | "poke">,
	name: string,
	to: "enabled" | Withheld,
): ActReply {
	const { accounts } = recorder.state();
	const account = Object.hasOwn(accounts, name) ? accounts[name] : undefined;
	if (account === undefined) {
		const remedy = "`claude-failover accounts` lists them";
		return { kind: "refused", why: "there is no account of that name", remedy };
	}
	if (to === "enabled" && !account.enabled) {
		const why = `the configuration says \`enabled: false\` for ${name}`;
		return { kind: "refused", why, remedy: "change it there, then restart the engine" };
	}
	// Whoever enables it says that what it was refused for is settled; if not, its next turn tells.
	const settled = to === "enabled" && REFUSED.has(account.trouble?.cause ?? "");
	if (settled) recorder.commit({ type: "account.recovered", account: name });
	const before = account.withheld ?? "enabled";
	if (before !== to) recorder.commit({ type: "account.enabled-set", account: name, to });
	poke("account-switcher");
	return { kind: "done" };
}
