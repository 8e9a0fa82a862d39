import type { Facts } from "./binding.ts";

/** Whether anything may be done at all. */
export const acting = (facts: Facts): string | null => {
	if (facts.readonly) return "this control room is read-only";
	if (facts.link === "lost") return "the daemon is gone; nothing can be done until it is back";
	return null;
};

export const attaching = (facts: Facts): string | null => {
	if (facts.session === null) return "there is no session to attach to";
	return facts.attachable ? null : `${facts.session} has no live pane to attach to`;
};

export const switching = (facts: Facts): string | null =>
	acting(facts) ??
	(facts.switchOpen ? `a switch is under way; ${facts.keymap.keyOf("watch")} watches it` : null);

export const taking = (facts: Facts): string | null =>
	acting(facts) ?? (facts.session === null ? "there is no session to take one of" : null);

export const opening = (facts: Facts): string | null =>
	facts.session === null ? "there is no session to open" : null;

export const stopping = (facts: Facts): string | null =>
	acting(facts) ?? (facts.session === null ? "there is no session to stop" : null);

export const restarting = (facts: Facts): string | null => {
	if (facts.session === null) return "there is no session to start again";
	return acting(facts) ?? (facts.running ? `${facts.session} is running` : null);
};

export const sending = (facts: Facts): string | null => {
	if (facts.session === null) return "there is no session to send a line to";
	return acting(facts) ?? (facts.running ? null : `${facts.session} is not running`);
};

export const undoing = (facts: Facts): string | null =>
	acting(facts) ?? (facts.undoable === null ? "there is nothing to undo" : null);

export const watching = ({ watchable }: Facts): string | null =>
	watchable ? null : "there was no switch yet";

export const withholding = (facts: Facts): string | null =>
	acting(facts) ?? (facts.account === null ? "there is no account to set" : null);
