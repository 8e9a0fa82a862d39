import { delimiter, join } from "node:path";
import type { Files } from "../ports/files.ts";

/** Where a program lies: a path as it is, a bare name looked up in PATH; `null` when nothing there can be run. */
export async function findProgram(
	files: Files,
	program: string,
	environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
	const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
	const places = program.includes("/") ? [program] : folders.map((f) => join(f, program));
	for (const place of places) {
		if (await files.isExecutable(place)) return place;
	}
	return null;
}
