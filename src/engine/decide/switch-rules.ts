/** The rules of the configuration that a running switch needs. Times in ms. */
export interface SwitchRules {
	readonly drainTimeoutMs: number;
	readonly drainMaxMs: number;
	readonly drainPolicy: "leave" | "force";
	/** How many sessions may be between two accounts at a time. */
	readonly slots: number;
	/** What happens to a conversation whose owner the program asks about. */
	readonly crossAccountResume: "ask" | "copy" | "refuse";
}
