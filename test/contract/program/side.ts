/** How an account of a test proves who it is: a stored login in its home, or a token variable. */
export type AccountKind = "login" | "token";

/** What a side needs to know to serve an account. The secret is a dummy. */
export interface SideAccount {
	readonly name: string;
	readonly kind: AccountKind;
	readonly uuid: string;
}

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
	/** When the account's five-hour window resets, in epoch seconds. */
	resetsAt(account: SideAccount): number;
	close(): Promise<void>;
}
