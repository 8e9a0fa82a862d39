const UNIT_MS: Readonly<Record<string, number>> = {
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
};
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;

/** Milliseconds of `250ms`, `30s`, `5m`, `12h`, `2d`, `1h30m` or `0`; null for anything else. */
export function parseDuration(text: string): number | null {
	if (text === "0") return 0;
	if (text.length > 32) return null;
	let total = 0;
	let smallest = Number.POSITIVE_INFINITY;
	PART.lastIndex = 0;
	while (PART.lastIndex < text.length) {
		const match = PART.exec(text);
		const unit = UNIT_MS[match?.[2] ?? ""];
		if (match === null || unit === undefined || unit >= smallest) return null;
		smallest = unit;
		total += Number(match[1]) * unit;
	}
	return text === "" ? null : Math.round(total);
}

/** The shortest text that `parseDuration` reads back as `ms`: `90000` is `90s`, `300000` is `5m`. */
export function formatDuration(ms: number): string {
	for (const unit of ["d", "h", "m", "s"]) {
		const size = UNIT_MS[unit] ?? 1;
		if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
	}
	return `${ms}ms`;
}
