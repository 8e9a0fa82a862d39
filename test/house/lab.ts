import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The project these tests belong to. */
export const projectRoot = join(import.meta.dirname, "..", "..");

/** How a finished command ended. */
export interface Outcome {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a command to its end, whatever its exit code. */
export function run(
	command: string,
	args: readonly string[],
	options: { cwd?: string; env?: Record<string, string | undefined> } = {},
): Promise<Outcome> {
	const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
	const child = spawn(command, args, {
		...options,
		env: { ...process.env, ...options.env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let stdout = "";
	let stderr = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		stderr += text;
	});
	child.on("error", reject);
	child.on("close", (code) => resolve({ code, stdout, stderr }));
	return promise;
}

/** A throw-away project directory with the given files in it. */
export function lab(files: Record<string, string> = {}): string {
	const dir = mkdtempSync(join(tmpdir(), "lab-"));
	put(dir, files);
	return dir;
}

/** Writes files, given by relative path, into a directory. */
export function put(dir: string, files: Record<string, string>): void {
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(dir, path)), { recursive: true });
		writeFileSync(join(dir, path), content, { mode: content.startsWith("#!") ? 0o755 : 0o644 });
	}
}

/** Copies parts of the project into a lab. */
export function bring(dir: string, ...paths: string[]): void {
	for (const path of paths) cpSync(join(projectRoot, path), join(dir, path), { recursive: true });
}

/** Lets a lab use the packages installed in the project. */
export function lendPackages(dir: string): void {
	symlinkSync(join(projectRoot, "node_modules"), join(dir, "node_modules"));
}
