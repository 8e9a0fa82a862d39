import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Where a program lies: a path as it is, a bare name looked up in PATH; `null` when nothing there can be run. */
export async function findProgram(
	program: string,
	environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
	const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
	const places = program.includes("/") ? [program] : folders.map((f) => join(f, program));
	for (const place of places) {
		const runs = await access(place, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (runs) return place;
	}
	return null;
}
