/** How an account of a test proves who it is: a stored login in its home, or a token variable. */
export type AccountKind = "login" | "token";

/** What a side needs to know to serve an account. The secret is a dummy. */
export interface SideAccount {
	readonly name: string;
	readonly kind: AccountKind;
	readonly uuid: string;
}

/** A window that both sides know, with those of single models. */
export type SideWindow = "five_hour" | "seven_day" | "seven_day_opus" | "seven_day_sonnet";

/**
 * One of the two programs under contract, with the server that it talks to. All differences between
 * the sides are in here; the cases see none of them.
 */
export interface ProgramSide {
	/** Part of the tmux socket's name. */
	readonly label: string;
	/** The words that start the program. */
	readonly command: readonly string[];
	/** Variables for all of the program's processes. */
	readonly env: Readonly<Record<string, string>>;
	/** Makes the account known to the server, with empty windows; returns its dummy secret. */
	addAccount(account: SideAccount): string;
	/** Uses up the account's five-hour window to this ratio (0–1). */
	spendTo(account: SideAccount, ratio: number): void;
	/** When a window of the account resets, in epoch seconds. Default: the five-hour one. */
	resetsAt(account: SideAccount, window?: SideWindow): number;
	close(): Promise<void>;
}
