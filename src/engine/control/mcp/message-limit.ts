/** Longest message that is read: room for the longest task, each of its letters written as JSON at its longest. */
export const MESSAGE_LIMIT = 2 * 1024 * 1024;
