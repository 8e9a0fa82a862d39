/** What the program's exit status means; part of the contract with scripts. */
export const EXIT = {
	done: 0,
	failed: 1,
	usage: 2,
	noDaemon: 3,
	refused: 4,
} as const;
