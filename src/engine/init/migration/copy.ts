import { constants } from "node:fs";
import { chmod, copyFile, link, mkdir, open, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { type Comparison, compareFiles, contentHash, PART, readTree } from "./tree.ts";

/** Called after every file that was copied. */
export type OnFile = (file: string) => Promise<void>;

/**
 * Copies what `from` has and `to` has not. A file of `to` is never overwritten; the names of those
 * with another content are given back. Mode and times are kept, since claude sorts by them.
 */
export async function copyMissing(
	from: string,
	to: string,
	onFile: OnFile,
): Promise<readonly string[]> {
	const tree = await readTree(from);
	await mkdir(to, { recursive: true, mode: 0o700 });
	const different: string[] = [...tree.odd];
	for (const name of tree.directories) {
		const mode = (await stat(join(from, name))).mode & 0o777;
		if (!(await makeDirectory(join(to, name), mode))) different.push(name);
	}
	if (different.length > 0) return different;
	for (const { name } of tree.files) {
		const placed = await placeFile(join(from, name), join(to, name));
		if (placed === "different") different.push(name);
		if (placed === "missing") await onFile(join(to, name));
	}
	return different;
}

/** Names in `from` that `to` does not have with the same content. */
export async function notIn(from: string, to: string): Promise<readonly string[]> {
	const tree = await readTree(from);
	const names: string[] = [...tree.odd];
	for (const { name } of tree.files) {
		if ((await compareFiles(join(from, name), join(to, name))) !== "same") names.push(name);
	}
	return names;
}

/**
 * What was at `to` before: after `missing` it has a copy whose content was read back and compared.
 * The copy gets its name by `link`, which fails when something has come there meanwhile.
 */
async function placeFile(from: string, to: string): Promise<Comparison> {
	const part = `${to}${PART}`;
	await rm(part, { force: true });
	const before = await compareFiles(from, to);
	if (before !== "missing") return before;
	try {
		await copyFile(from, part, constants.COPYFILE_EXCL);
		const source = await stat(from);
		await chmod(part, source.mode & 0o777);
		await utimes(part, source.atime, source.mtime);
		await flush(part);
		if ((await contentHash(part)) !== (await contentHash(from))) return "different";
		await link(part, to);
		return "missing";
	} catch (error) {
		if (isCode(error, "EEXIST")) return compareFiles(from, to);
		throw error;
	} finally {
		await rm(part, { force: true });
	}
}

async function makeDirectory(path: string, mode: number): Promise<boolean> {
	try {
		await mkdir(path, { mode });
		return true;
	} catch (error) {
		if (!isCode(error, "EEXIST")) throw error;
		return (await stat(path)).isDirectory();
	}
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && "code" in error && error.code === code;
}

async function flush(file: string): Promise<void> {
	const handle = await open(file, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
