import type { AccountKind, AccountTrouble, ReadingSource, Withheld } from "../model.ts";

/** Facts about accounts and their quota. */
export type AccountEvent =
	| {
			readonly type: "account.registered";
			readonly account: string;
			readonly home: string;
			readonly kind: AccountKind;
			readonly priority: number;
			readonly enabled: boolean;
	  }
	| { readonly type: "account.removed"; readonly account: string }
	| { readonly type: "account.identified"; readonly account: string; readonly uuid: string }
	| {
			readonly type: "account.troubled";
			readonly account: string;
			readonly trouble: Omit<AccountTrouble, "since">;
	  }
	| { readonly type: "account.recovered"; readonly account: string }
	| { readonly type: "account.activated"; readonly account: string }
	/** It is about to be asked for its usage: said before, as every attempt counts for the provider. */
	| { readonly type: "account.poll-begun"; readonly account: string; readonly why: string }
	| {
			readonly type: "account.polled";
			readonly account: string;
			readonly outcome: "ok" | "unavailable";
			/** Why there is no answer. */
			readonly why: string | null;
	  }
	| {
			/** The operator's own word, beside the configuration. */
			readonly type: "account.enabled-set";
			readonly account: string;
			readonly to: "enabled" | Withheld;
	  }
	| {
			readonly type: "quota.read";
			readonly account: string;
			readonly source: ReadingSource;
			readonly incarnation: string | null;
			readonly windows: readonly {
				readonly window: string;
				readonly usedRatio: number;
				readonly resetsAt: number | null;
				/** The model family whose use alone it counts, where the source tells one. */
				readonly model?: string | null;
			}[];
			readonly observedAt: number;
			/** The answer that it tells came after this (epoch ms); absent or `null`: not known. */
			readonly answeredSince?: number | null;
	  }
	| {
			/** Messages of an account were found in the transcript of a conversation. */
			readonly type: "messages.counted";
			readonly account: string;
			readonly conversation: string;
			/** When the process that sent them was started (epoch ms). */
			readonly since: number;
			/** Where to read on; `null`: that process has ended, and its transcript is read to the end. */
			readonly offset: number | null;
			/** How many, by the start (epoch ms) of the slot of time. */
			readonly slots: Readonly<Record<string, number>>;
	  }
	| {
			readonly type: "limit.hit";
			readonly account: string;
			readonly window: string;
			readonly resetsAt: number | null;
			readonly session: string;
			readonly incarnation: string;
			readonly observedAt: number;
	  };
