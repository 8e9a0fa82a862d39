const WINDOWS: Readonly<Record<string, string>> = { five_hour: "5h", seven_day: "week" };

/** A quota window as people call it: `5h`, `week`, `week opus`. */
export function windowName(window: string): string {
	return WINDOWS[window] ?? window.replace(/^seven_day_/, "week ").replaceAll("_", " ");
}

export function percent(ratio: number | null): string {
	return ratio === null ? "-" : `${Math.round(ratio * 100)} %`;
}

/** `1 session`, `3 sessions`. */
export function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

export function orDash(text: string | null): string {
	return text === null || text === "" ? "-" : text;
}
