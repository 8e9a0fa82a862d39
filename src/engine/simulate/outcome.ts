/** What a run of the demo came to. Turns and tasks are counted from transcripts and files, not from the engine's belief. */
export interface DemoOutcome {
	readonly schemaVersion: 1;
	readonly switches: readonly {
		readonly from: string;
		readonly to: string;
		readonly reason: string;
		/** `null`: still open when the run ended. */
		readonly outcome: string | null;
		readonly seconds: number;
		readonly sessions: number;
	}[];
	readonly sessions: number;
	readonly turns: {
		readonly started: number;
		readonly finished: number;
		/** Begun, not finished, and no longer worked on. */
		readonly lost: number;
		readonly doubled: number;
	};
	readonly tasks: {
		readonly added: number;
		readonly done: number;
		readonly failed: number;
		readonly lost: number;
		readonly doubled: number;
	};
}
