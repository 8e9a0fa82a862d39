import * as z from "zod";
import type { Refusal } from "../../../../state/client.ts";
import type { State } from "../../../../state/model.ts";
import { NAME, SESSIONS } from "../../routes/fields.ts";
import { unknownAccount, unknownSession } from "../known-names.ts";
import type { ToolContext } from "../tool.ts";

/** Which sessions are to go where, and how. */
export const switchFields = {
	to: NAME.optional().describe("name of the account to move to; absent: the engine chooses"),
	sessions: SESSIONS.optional().describe(
		"only these sessions; absent: all on the account that is to be left",
	),
	force: z
		.boolean()
		.default(false)
		.describe(
			"cut turns that are under way, and continue them there, instead of waiting for their end",
		),
};

export interface SwitchWish {
	readonly to?: string | undefined;
	readonly sessions?: readonly string[] | undefined;
	readonly force: boolean;
}

/** The refusal of a name that nothing has; `null`: all are known. */
export function unknownIn(state: State, { to, sessions = [] }: SwitchWish): Refusal | null {
	const account = to === undefined ? null : unknownAccount(state, to);
	return account ?? unknownSession(state, sessions);
}

/** The wish as the engine is asked; the plan is kept under its id and replaces none that a person was shown. */
export function askOf({ to, sessions, force }: SwitchWish, { asker }: ToolContext) {
	return { to: to ?? null, sessions: sessions ?? null, force, purpose: "look", asker } as const;
}
