const nonce = /ccl:[\w.-]+:\d+/g;

/**
 * The mark `ccl:<task>:<attempt>` that a prompt of ours carries, or `null`. Ours stands at the end: of several the last
 * one counts, since a task's own text may mention others.
 */
export function nonceIn(text: string): string | null {
	return text.match(nonce)?.at(-1) ?? null;
}

/** A text that quotes prompts of ours and must not be taken for one: without their marks. */
export function withoutNonces(text: string): string {
	return text.replaceAll(nonce, "(mark)");
}
