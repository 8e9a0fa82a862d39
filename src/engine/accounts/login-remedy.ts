import type { Account } from "../../state/model.ts";
import { shellQuote } from "../claude/shell-quote.ts";

/** What tells a person which login is meant. */
export type WhoseLogin = Pick<Account, "name" | "home" | "kind">;

/** The command with which a person logs an account in again, by its kind, and what else is to be done. */
export function loginRemedy({ name, home, kind }: WhoseLogin): string {
	switch (kind) {
		case "login":
			return `run: CLAUDE_CONFIG_DIR=${shellQuote(home)} claude auth login`;
		case "oauth_token":
			return `make a new token with: claude setup-token; put it where token_env or token_file of ${name} says, then restart the engine and run: claude-failover accounts enable ${name}`;
		case "api_key":
			return `put a key that works where token_env or token_file of ${name} says, then restart the engine and run: claude-failover accounts enable ${name}`;
		default:
			return `renew the cloud login that ${name} uses, then run: claude-failover accounts enable ${name}`;
	}
}
