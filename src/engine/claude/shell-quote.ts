/** One word for a POSIX shell, whatever it contains. Throws on NUL, which no word can hold. */
export function shellQuote(word: string): string {
	if (word.includes("\0")) throw new Error("a shell word cannot hold a NUL byte");
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
