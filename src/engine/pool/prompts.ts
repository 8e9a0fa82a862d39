/** What a conversation is told whose turn was cut. It carries no nonce: it belongs to the turn before it. */
export const CONTINUE_PROMPT = "Continue where you left off. Do not repeat work that is complete.";
