const nonce = /ccl:[\w.-]+:\d+/;

/** The mark `ccl:<task>:<attempt>` that a prompt of ours carries, or `null`. The first one counts. */
export function nonceIn(text: string): string | null {
	return nonce.exec(text)?.[0] ?? null;
}
