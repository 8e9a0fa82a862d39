import type { Files } from "../../ports/files.ts";
import { exists, numbered } from "../free-name.ts";

/** `file`, or that name with a number, when something lies there or `isTaken` says that it may not be used. */
export async function freeInInbox(
	files: Files,
	file: string,
	isTaken: (file: string) => Promise<boolean>,
): Promise<string> {
	for (let n = 1; ; n++) {
		const name = numbered(file, n);
		if (!(await exists(files, name)) && !(await isTaken(name))) return name;
	}
}
