import type { ActReply } from "../../state/client.ts";
import type { Withheld } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";

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
	const before = account.withheld ?? "enabled";
	if (before !== to) recorder.commit({ type: "account.enabled-set", account: name, to });
	poke("account-switcher");
	return { kind: "done" };
}
