import type { TaskPriority } from "../../../state/model.ts";

const LEVELS: readonly TaskPriority[] = ["critical", "high", "normal", "low"];

/** What to write where a priority is asked for. */
export const LEVEL_WORDS = "write critical, high, normal or low";

/** The priority that a word names; `null`: none. */
export function levelOf(word: string): TaskPriority | null {
	return LEVELS.find((level) => level === word) ?? null;
}
