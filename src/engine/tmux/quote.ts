/** Quotes one word for a command line that tmux itself parses. Refuses what tmux could take for a new command. */
export function quoteWord(word: string): string {
	if (/[\n\r\0]/.test(word)) {
		throw new Error(`a tmux command word must be one line, not ${JSON.stringify(word)}`);
	}
	return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Quotes several words. */
export function quoteWords(words: readonly string[]): string {
	return words.map(quoteWord).join(" ");
}

/** Makes text safe where tmux expands formats (`-c`): `#` stands for itself. */
export function plainFormat(text: string): string {
	return text.replaceAll("#", "##");
}
