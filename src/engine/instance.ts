import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Makes the state directory, private to its owner; says what is in the way, or `null`. */
export async function makeStateDir(stateDir: string): Promise<string | null> {
	try {
		await mkdir(stateDir, { recursive: true, mode: 0o700 });
		await chmod(stateDir, 0o700);
		return null;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code ?? String(error);
	}
}

/** The id that marks this instance's panes; stays the same over restarts. */
export async function instanceId(stateDir: string): Promise<string> {
	const file = join(stateDir, "instance");
	const known = await readFile(file, "utf8").catch(() => "");
	if (/^[\w-]{8,}$/.test(known.trim())) return known.trim();
	const id = randomUUID();
	await writeFile(file, `${id}\n`, { mode: 0o600 });
	return id;
}
