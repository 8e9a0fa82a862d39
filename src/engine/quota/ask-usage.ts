import type { Event } from "../../state/events.ts";
import { pollsLeft } from "../../state/polls.ts";
import { pollUsage, type UsagePoll } from "../claude/usage-poll.ts";
import type { AccountConfig } from "../config/config.ts";
import type { EngineParts } from "../parts.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "commands" | "environment" | "asking"
>;

/** What became of asking; `over-budget`: nobody was asked. */
export type UsageAnswer = UsagePoll | { readonly kind: "over-budget" };

/**
 * Asks a login account for its usage and records the answer. Nothing else is asked in that home meanwhile. The attempt
 * is on the disk before it is made: no crash of ours takes more of the provider's budget than there is.
 */
export function askUsage(parts: Parts, account: AccountConfig, why: string): Promise<UsageAnswer> {
	const { recorder, clock, config } = parts;
	const { name } = account;
	return parts.asking.run(account.home, async () => {
		const known = recorder.state().accounts[name];
		if (known === undefined || pollsLeft(known, clock.now()) === 0) return { kind: "over-budget" };
		recorder.commit({ type: "account.poll-begun", account: name, why });
		const answer = await pollUsage({
			claudePath: config.claude.path,
			home: account.home,
			environment: parts.environment,
			accountEnv: account.env,
			envPass: config.claude.envPass,
			files: parts.files,
			commands: parts.commands,
			now: clock.now,
		});
		recorder.commit(...tellOf(parts, name, answer));
		return answer;
	});
}

function tellOf({ recorder }: Parts, name: string, answer: UsagePoll): readonly Event[] {
	const polled = { type: "account.polled", account: name } as const;
	if (answer.kind !== "ok") return [{ ...polled, outcome: answer.kind, why: answer.why }];
	const trouble = recorder.state().accounts[name]?.trouble;
	// Somebody logged in again: an answer from after the trouble proves it.
	const recovered = trouble?.cause === "login-needed" && answer.fetchedAt > trouble.since;
	return [
		{ ...polled, outcome: "ok", why: null },
		...(recovered ? [{ type: "account.recovered", account: name } as const] : []),
		{
			type: "quota.read",
			account: name,
			source: "usage-poll",
			incarnation: null,
			windows: answer.windows,
			observedAt: answer.fetchedAt,
		},
	];
}
