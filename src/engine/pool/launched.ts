import type { Incarnation } from "../../state/model.ts";
import type { Started } from "../tmux/tmux.ts";

/** What a session is to be launched with. */
export interface LaunchAsk {
	readonly session: string;
	readonly account: string;
	readonly conversation: string;
	readonly prompt: string | null;
	readonly carries: Incarnation["carries"];
	readonly task: string | null;
	/** Where it works. */
	readonly project: string;
	readonly why: string;
}

export type Refused = { readonly kind: "refused"; readonly why: string; readonly remedy: string };

/** Nobody can tell whether it was started. Until that is known the pool starts nothing in its session. */
export type NotKnown = {
	readonly kind: "not-known";
	readonly why: string;
	readonly remedy: string;
};

/** What came of a launch. */
export type Launched =
	| { readonly kind: "ok"; readonly incarnation: Incarnation }
	| Refused
	| NotKnown;

/** A refusal: what is in the way, and what to do about it. */
export function refused(why: string, remedy: string): Refused {
	return { kind: "refused", why, remedy };
}

/** tmux neither said that it started a session nor tells its panes. */
export function notKnown(name: string, why: string): NotKnown {
	const what = `it is not known yet whether ${name} was started: ${why}`;
	return {
		kind: "not-known",
		why: what,
		remedy: "nothing: it is looked for as soon as tmux answers",
	};
}

/** What tmux answered, in words for the operator. */
export function refusedByTmux(
	started: Exclude<Started, { kind: "ok" | "fenced" }>,
	name: string,
): Refused {
	switch (started.kind) {
		case "taken":
			return refused(
				`a tmux session ${name} that is not ours is there already`,
				"rename it, or give the session another name in the configuration",
			);
		case "elsewhere":
			return refused(
				`claude runs in a session ${name} of the tmux server ${started.socket}, started by hand`,
				"end it there, or give the session another name in the configuration",
			);
		case "changed":
			return refused(`the pane of ${name} changed in between`, "nothing: it is looked at again");
		default:
			return refused(`tmux could not start ${name}: ${started.why}`, "see the reason");
	}
}
