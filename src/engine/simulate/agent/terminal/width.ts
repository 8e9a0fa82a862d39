function isWide(code: number): boolean {
	return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xffdc) || code > 0xffff;
}

/** Cuts a line to a number of terminal columns. */
export function cut(line: string, columns: number): string {
	let used = 0;
	let text = "";
	for (const character of line) {
		const width = isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
		if (used + width > columns) break;
		used += width;
		text += character;
	}
	return text;
}

/** How many terminal columns a line takes. */
export function widthOf(line: string): number {
	return [...line].reduce((sum, one) => sum + (isWide(one.codePointAt(0) ?? 0) ? 2 : 1), 0);
}
