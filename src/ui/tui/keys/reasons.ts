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

/** Another than the marked sessions is never taken in their place. */
const actingOnMarked = (facts: Facts): string | null =>
	acting(facts) ??
	(facts.marksGone
		? `the marked sessions are gone; ${facts.keymap.keyOf("back")} forgets the marks`
		: null);

export const switching = (facts: Facts): string | null =>
	actingOnMarked(facts) ??
	(facts.switchOpen ? `a switch is under way; ${facts.keymap.keyOf("watch")} watches it` : null);

export const cancelling = (facts: Facts): string | null =>
	acting(facts) ?? (facts.scheduled ? null : "no switch is scheduled");

export const taking = (facts: Facts): string | null =>
	actingOnMarked(facts) ?? (facts.session === null ? "there is no session to take one of" : null);

export const opening = (facts: Facts): string | null =>
	facts.session === null ? "there is no session to open" : null;

export const stopping = (facts: Facts): string | null =>
	actingOnMarked(facts) ?? (facts.session === null ? "there is no session to stop" : null);

export const restarting = (facts: Facts): string | null => {
	if (facts.session === null) return "there is no session to start again";
	if (facts.marked > 0) return acting(facts);
	return actingOnMarked(facts) ?? (facts.running ? `${facts.session} is running` : null);
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

export const marking = ({ session }: Facts): string | null =>
	session === null ? "there is no session to mark" : null;

export const jumping = ({ needy }: Facts): string | null =>
	needy === 0 ? "no session needs you" : null;

export const openingTask = ({ task }: Facts): string | null =>
	task === null ? "there is no task to open" : null;

export const prioritising = (facts: Facts): string | null => {
	const { task } = facts;
	if (task === null) return "there is no task to move";
	const why = `${task.id} is ${task.state}: only what waits has a place in the queue`;
	return acting(facts) ?? (task.state === "waiting" ? null : why);
};

export const retrying = (facts: Facts): string | null => actingOnTask(facts, "try again");
export const dropping = (facts: Facts): string | null => actingOnTask(facts, "drop");

function actingOnTask(facts: Facts, what: string): string | null {
	const { task } = facts;
	if (task === null) return `there is no task to ${what}`;
	const over = task.state === "running" || task.state === "done";
	return acting(facts) ?? (over ? `${task.id} is ${task.state}` : null);
}

/** An engine in this process would stop with the window. */
export const suspending = ({ link }: Facts): string | null =>
	link === "here"
		? "supervision would stop with this window; beside `claude-failover --headless` it would go on"
		: null;
