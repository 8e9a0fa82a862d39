/** How a loop of the engine keeps to its period. */
export interface LoopPass {
	readonly name: string;
	/** Its period (ms): at the latest so long after a pass comes the next. */
	readonly everyMs: number;
	/** When it last completed a pass (epoch ms); `null`: not yet. */
	readonly lastPassAt: number | null;
	/** When its next pass begins at the latest (epoch ms); `null`: one is under way. Absent: an older version tells it. */
	readonly nextPassAt?: number | null;
}
