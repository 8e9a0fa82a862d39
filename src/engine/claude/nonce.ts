const nonce = /ccl:[\w.-]+:\d+/;

/** The mark `ccl:<task>:<attempt>` that a prompt of ours carries, or `null`. The first one counts. */
export function nonceIn(text: string): string | null {
	return nonce.exec(text)?.[0] ?? null;
}

/** A text that quotes prompts of ours and must not be taken for one: without their marks. */
export function withoutNonces(text: string): string {
	return text.replaceAll(new RegExp(nonce, "g"), "(mark)");
}
