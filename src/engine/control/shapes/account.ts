import * as z from "zod";
import type * as model from "../../../state/model.ts";
import { heldTo } from "./held-to.ts";
import { time } from "./units.ts";

export const AccountKind = heldTo<model.AccountKind>()(
	z.enum(["login", "oauth_token", "api_key", "bedrock", "vertex"]),
);

export const AccountState = heldTo<model.AccountState>()(
	z
		.enum([
			"ok",
			"near",
			"spent",
			"login-needed",
			"disabled",
			"quarantined",
			"unmetered",
			"unknown",
		])
		.meta({ id: "AccountState", description: "near: over its threshold; spent: no quota left" }),
);

export const ReadingSource = heldTo<model.ReadingSource>()(
	z
		.enum(["limit-event", "statusline", "rate-limit-event", "usage-poll", "local-count"])
		.meta({ id: "ReadingSource", description: "Where a reading came from, best first" }),
);

export const Withheld = heldTo<model.Withheld>()(
	z
		.enum(["disabled", "drained"])
		.describe("disabled: not for new work; drained: its sessions are moved off as well"),
);

export const AccountTrouble = heldTo<model.AccountTrouble>()(
	z
		.object({
			cause: z.enum(["login-needed", "org-disabled", "quarantined", "home-missing", "links"]),
			what: z.string(),
			remedy: z.string(),
			since: time("Since when"),
		})
		.meta({
			id: "AccountTrouble",
			description: "Why an account cannot be used although it has quota",
		}),
);
