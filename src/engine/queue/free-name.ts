import type { Files } from "../ports/files.ts";

/**
 * `file`, or that name with a number when something lies there: nothing is ever run over. `isTaken`: says of a name that
 * it may not be used all the same.
 */
export async function freeName(
	files: Files,
	file: string,
	isTaken: (name: string) => Promise<boolean> = async () => false,
): Promise<string> {
	for (let n = 1; ; n++) {
		const name = numbered(file, n);
		if (!(await exists(files, name)) && !(await isTaken(name))) return name;
	}
}

/** Where a file lies that was moved to a free name before: under the last one that is taken. */
export async function lastTakenName(files: Files, file: string): Promise<string> {
	for (let n = 1; ; n++) {
		if (!(await exists(files, numbered(file, n)))) return numbered(file, Math.max(1, n - 1));
	}
}

/** The n-th name of a file, counted from 1: itself, then with a number. */
function numbered(file: string, n: number): string {
	return n === 1 ? file : file.replace(/\.md$/, `.${n}.md`);
}

/** Whether anything has this name, be it a link to nothing. */
export async function exists(files: Files, file: string): Promise<boolean> {
	return files.lstat(file).then(
		() => true,
		() => false,
	);
}
