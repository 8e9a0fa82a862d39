/** A bar of `columns` cells filled to `ratio`; any use at all shows one cell, only all of it shows all. */
export function gauge(ratio: number, columns: number): string {
	const bounded = Math.min(1, Math.max(0, ratio));
	let full = Math.round(bounded * columns);
	if (bounded > 0) full = Math.max(1, full);
	if (bounded < 1) full = Math.min(columns - 1, full);
	return "█".repeat(Math.max(0, full)) + "░".repeat(Math.max(0, columns - Math.max(0, full)));
}

/** A ratio as people say it, `88%`; `--` when it is not known. */
export function percent(ratio: number | null): string {
	return ratio === null ? "--" : `${Math.round(ratio * 100)}%`;
}
