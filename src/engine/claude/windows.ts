/** One quota window as one source tells it. Ratios 0..1 (over 1 is possible), times epoch ms. */
export interface WindowReading {
	/** `five_hour`, `seven_day`, `seven_day_opus`, …: an open list. */
	readonly window: string;
	readonly usedRatio: number;
	readonly resetsAt: number | null;
	/** The model family whose use alone it counts, such as `opus`, where the source tells one. */
	readonly model?: string;
}
