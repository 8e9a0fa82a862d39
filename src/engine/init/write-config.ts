import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a new file (0600, its directory 0700); false when there is one already: it is left alone. */
export async function writeNewConfig(file: string, text: string): Promise<boolean> {
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	try {
		const handle = await open(file, "wx", 0o600);
		try {
			await handle.writeFile(text);
			await handle.sync();
		} finally {
			await handle.close();
		}
		return true;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
		throw error;
	}
}
