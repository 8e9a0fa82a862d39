/** The two questions that a conversation of another account opens with, and where the mark stands (seen on 2.1.330). */
export type OwnerDialog =
	| {
			readonly kind: "owner";
			readonly marked: "exit" | "login" | "copy";
			/** Who the conversation would be copied to. */
			readonly label: string;
	  }
	| { readonly kind: "confirm"; readonly marked: "continue" | "back"; readonly label: string };

/** A key to press, and what the pane must show in the moment it is pressed (extended regular expressions). */
export interface DialogKey {
	readonly key: "Up" | "Down" | "Enter";
	readonly shows: readonly string[];
}

const QUESTION =
	/^This session belongs to another account Started as (.+?) Logged in as (.+?) (❯ )?Exit Claude Code (❯ )?Change login (❯ )?Copy to (.+?) and continue Enter to confirm · Esc to exit$/;

const CONFIRMATION =
	/^Copy this session to (.+?)\? Continuing this conversation in a new account shares its history, including the files that Claude read, with that account\. (❯ )?Continue (❯ )?Go Back Enter to confirm · Esc to cancel$/;

/** A line across the pane; the lower one may carry the session's name. */
const BORDER = /^─{10,}/;

/**
 * Recognises one of the two questions in the rows of a pane, word for word; `null` for anything else. It must be the
 * last thing on the screen: an answer that merely quotes it stands above the line that ends the conversation.
 */
export function readOwnerDialog(rows: readonly string[]): OwnerDialog | null {
	const last = rows.findLastIndex((row) => row.trim() !== "" && !BORDER.test(row.trim()));
	const border = rows.slice(0, last + 1).findLastIndex((row) => BORDER.test(row.trim()));
	if (last < 0 || border < 0) return null;
	const text = rows
		.slice(border + 1, last + 1)
		.join(" ")
		.replace(/\s+/g, " ")
		.trim();
	return questionIn(text) ?? confirmationIn(text);
}

function questionIn(text: string): OwnerDialog | null {
	const match = QUESTION.exec(text);
	if (match === null) return null;
	const [, , loggedIn = "", exit, login, copy, label = ""] = match;
	const marked = [exit && "exit", login && "login", copy && "copy"].filter((m) => m !== undefined);
	const [only] = marked;
	if (marked.length !== 1 || label !== loggedIn) return null;
	return { kind: "owner", marked: only as "exit" | "login" | "copy", label };
}

function confirmationIn(text: string): OwnerDialog | null {
	const match = CONFIRMATION.exec(text);
	if (match === null) return null;
	const [, label = "", yes, back] = match;
	if ((yes === undefined) === (back === undefined)) return null;
	return { kind: "confirm", marked: yes === undefined ? "back" : "continue", label };
}

/** The heading of each question, and the rows that its mark can stand at. */
const HEADING = { owner: "This session belongs to another account", confirm: "Copy this session" };
const MARKED = {
	exit: "^ *❯ Exit Claude Code *$",
	login: "^ *❯ Change login *$",
	copy: "^ *❯ Copy to ",
	continue: "^ *❯ Continue *$",
	back: "^ *❯ Go Back *$",
};

/** The next key on the way to the copy: to its option, then to the "Continue" that confirms it. */
export function keyToCopy(dialog: OwnerDialog): DialogKey {
	const shows = [HEADING[dialog.kind], MARKED[dialog.marked]];
	if (dialog.marked === "copy" || dialog.marked === "continue") return { key: "Enter", shows };
	return { key: dialog.kind === "owner" ? "Down" : "Up", shows };
}
