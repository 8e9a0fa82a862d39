/** How the screen is drawn on this terminal. */
export interface Theme {
	/** Only ASCII leaves the program. */
	readonly ascii: boolean;
}

/** Chooses ASCII for terminals and locales that cannot show more, unless the user has said so himself. */
export function themeFor(ascii: "auto" | boolean, env: NodeJS.ProcessEnv): Theme {
	if (ascii !== "auto") return { ascii };
	const term = env.TERM ?? "";
	if (term === "dumb" || term === "linux" || term === "") return { ascii: true };
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
	return { ascii: !/utf-?8/i.test(locale) };
}
