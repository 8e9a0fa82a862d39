import { parseDocument } from "yaml";
import { z } from "zod";
import type { TaskPriority } from "../../state/model.ts";
import type { Files } from "../ports/files.ts";

/** Larger task files are refused. */
export const MAX_BYTES = 256 * 1024;
const MAX_FRONT_MATTER = 4 * 1024;

/** A task file as read. Front matter selects from what is allowed; it never sets how a program is run. */
export interface TaskFile {
	readonly id: string | null;
	readonly title: string;
	readonly priority: TaskPriority;
	/** As written: `task`, or `project:task`. */
	readonly dependsOn: readonly string[];
	/** Keys of the front matter that mean nothing to us. */
	readonly unknownKeys: readonly string[];
	/** The text below the front matter, byte for byte. */
	readonly body: string;
}

export type TaskRead =
	| { readonly kind: "ok"; readonly task: TaskFile }
	| { readonly kind: "gone" }
	| { readonly kind: "refused"; readonly why: string };

const name = z.string().regex(/^[\w.-]{1,120}$/, "only letters, digits, dot, dash and underscore");

const reference = z
	.string()
	.regex(/^([\w-]{1,120}:)?[\w.-]{1,120}$/, "a task's id, or project:task");

const KEYS = {
	id: name.optional(),
	title: z.string().max(200).optional(),
	priority: z.enum(["critical", "high", "normal", "low"]).default("normal"),
	depends_on: z.array(reference).max(50).default([]),
};

const frontMatter = z.looseObject(KEYS);

/** A file chooses from what the configuration allows; how a program is run is no choice of a file's. */
const FORBIDDEN: ReadonlySet<string> = new Set([
	...["argv", "args", "command", "cwd", "directory", "env", "environment", "exec", "hooks"],
	...["mcp", "mcp_servers", "permission_mode", "permissions", "program", "settings", "shell"],
]);

/** They would change how it is worked on, and nothing heeds them yet: taken without them it would go wrong unseen. */
const NOT_YET: ReadonlySet<string> = new Set([
	...["capabilities", "context", "model", "needs_claude_code", "retries", "timeout"],
]);

/** Reads a task file: a regular file of ours, not a link, valid UTF-8 without NUL. */
export async function readTaskFile(files: Files, path: string): Promise<TaskRead> {
	const read = await readTaskText(files, path);
	if (read.kind !== "ok") return read;
	return parseTask(read.text);
}

/** Reads the text of a task. */
export function parseTask(text: string): TaskRead {
	const match = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(text);
	const yaml = match?.[1] ?? "";
	if (yaml.length > MAX_FRONT_MATTER) return refused("its front matter is over 4 KiB");
	const document = parseDocument(yaml, { version: "1.2", schema: "core", strict: true });
	if (document.errors[0] !== undefined) return refused(document.errors[0].message);
	let plain: unknown;
	try {
		plain = document.toJS({ maxAliasCount: 0 }) ?? {};
	} catch {
		return refused("its front matter uses aliases");
	}
	if (typeof plain !== "object" || plain === null || Array.isArray(plain))
		return refused("its front matter is no map");
	const keys = Object.keys(plain);
	const forbidden = keys.find((key) => FORBIDDEN.has(key));
	if (forbidden !== undefined) return refused(`its front matter may not set ${forbidden}`);
	const near = keys.find((key) => key !== "depends_on" && /^depend/i.test(key));
	if (near !== undefined) return refused(`${near} in its front matter: write depends_on`);
	const early = keys.find((key) => NOT_YET.has(key));
	if (early !== undefined) return refused(`${early} in its front matter has no effect yet`);
	const parsed = frontMatter.safeParse(plain);
	if (!parsed.success) return refused(z.prettifyError(parsed.error));
	const body = match === null ? text : text.slice(match[0].length);
	const { id, title, priority, depends_on: dependsOn } = parsed.data;
	const unknownKeys = keys.filter((key) => !Object.hasOwn(KEYS, key));
	const read = { id: id ?? null, title: title ?? titleOf(body), priority, dependsOn };
	return { kind: "ok", task: { ...read, unknownKeys, body } };
}

function titleOf(body: string): string {
	const line = body.split("\n").find((l) => l.trim() !== "") ?? "(empty)";
	return line
		.replace(/^#+\s*/, "")
		.trim()
		.slice(0, 80);
}

export type TaskTextRead =
	| { readonly kind: "ok"; readonly text: string; readonly mtimeMs: number }
	| Exclude<TaskRead, { kind: "ok" }>;

/** Reads the whole text of a task file; `mtimeMs`: when it was last written to (epoch ms). */
export async function readTaskText(files: Files, path: string): Promise<TaskTextRead> {
	try {
		const read = await files.readRegular(path, MAX_BYTES);
		if (read.kind === "not-regular") return refused("it is not a regular file");
		if (read.kind === "too-large") return refused(`it is over ${MAX_BYTES / 1024} KiB`);
		const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(read.bytes);
		if (text.includes("\0")) return refused("it holds a NUL byte");
		return { kind: "ok", text, mtimeMs: read.mtimeMs };
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT") return { kind: "gone" };
		if (code === "ELOOP") return refused("it is a symbolic link");
		if (error instanceof TypeError) return refused("it is not valid UTF-8");
		// A socket, a file of somebody else, a broken disk: one file must not end the dispatcher.
		return refused(`it cannot be read (${code ?? String(error)})`);
	}
}

function refused(why: string): { readonly kind: "refused"; readonly why: string } {
	return { kind: "refused", why };
}
