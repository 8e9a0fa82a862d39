/**
 * Variables of a start as it is outside of tests: the genuine program sends its small start-up
 * request and heeds the server's flags that it has cached.
 */
export const asInRealLife = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "" } as const;

/** A home whose program has learned that conversations of other accounts need a question. */
export const asksAboutOwners = {
	cachedGrowthBookFeatures: { tengu_ticklish_moon: true },
} as const;

/** Words with which the product sends a moved session on. */
export const goOn = "Continue where you left off.";
