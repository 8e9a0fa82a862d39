/** How much the values grow from one to the next, by the straight line that lies nearest to all. */
export function slopeOf(values: readonly number[]): number {
	const middle = (values.length - 1) / 2;
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	let above = 0;
	let below = 0;
	for (const [nth, value] of values.entries()) {
		above += (nth - middle) * (value - mean);
		below += (nth - middle) ** 2;
	}
	return below === 0 ? 0 : above / below;
}
