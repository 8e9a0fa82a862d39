import { join, resolve } from "node:path";
import type { Files } from "../ports/files.ts";
import { type LinkScope, linkTarget } from "./scope.ts";

/** What was found where a link belongs. */
export type LinkState =
	| { readonly kind: "ok" }
	| { readonly kind: "missing" }
	/** A link that leads somewhere else. */
	| { readonly kind: "divergent"; readonly target: string }
	/** A link to something that does not exist: our shared directory (`ours`) or another place. */
	| { readonly kind: "dangling"; readonly target: string; readonly ours: boolean }
	| { readonly kind: "loop"; readonly target: string }
	| { readonly kind: "not-a-link"; readonly what: "file" | "directory"; readonly empty: boolean }
	/** What the link leads to, or would lead to, is there and is no directory. */
	| { readonly kind: "target-not-a-directory" }
	| { readonly kind: "no-home" }
	| { readonly kind: "unreadable"; readonly code: string };

export interface LinkFinding {
	readonly home: string;
	readonly name: string;
	readonly required: boolean;
	/** The place in the home. */
	readonly path: string;
	/** Where the link must lead. */
	readonly expected: string;
	readonly state: LinkState;
}

/** Looks at every link of every home; changes nothing and never stops at the first problem. */
export async function inspectLinks(
	files: Files,
	scope: LinkScope,
): Promise<readonly LinkFinding[]> {
	const names = [
		...scope.required.map((name) => ({ name, required: true })),
		...scope.optional.map((name) => ({ name, required: false })),
	];
	const wanted = scope.homes.flatMap((home) => names.map((one) => ({ home, ...one })));
	return Promise.all(
		wanted.map(async ({ home, name, required }) => {
			const path = join(home, name);
			const expected = linkTarget(scope, name);
			return {
				home,
				name,
				required,
				path,
				expected,
				state: await lookAt(files, home, path, expected),
			};
		}),
	);
}

/** Whether `ensureLinks` can put it right without touching anything that is there. */
export function isCreatable(state: LinkState): boolean {
	return state.kind === "missing" || (state.kind === "dangling" && state.ours);
}

/** Whether it forbids any move of a conversation. */
export function isBlocking(finding: LinkFinding): boolean {
	return finding.required && finding.state.kind !== "ok" && !isCreatable(finding.state);
}

async function lookAt(
	files: Files,
	home: string,
	path: string,
	expected: string,
): Promise<LinkState> {
	try {
		const entry = await files.lstat(path);
		if (entry.isSymbolicLink())
			return await lookThrough(files, path, resolve(home, await files.readlink(path)), expected);
		if (!entry.isDirectory()) return { kind: "not-a-link", what: "file", empty: entry.size === 0 };
		const empty = (await files.readdir(path)).length === 0;
		return { kind: "not-a-link", what: "directory", empty };
	} catch (error) {
		const code = codeOf(error);
		if (code === "ENOTDIR") return { kind: "no-home" };
		if (code !== "ENOENT") return { kind: "unreadable", code };
		return (await isDirectory(files, home))
			? creatable(files, { kind: "missing" }, expected)
			: { kind: "no-home" };
	}
}

async function lookThrough(
	files: Files,
	path: string,
	target: string,
	expected: string,
): Promise<LinkState> {
	const [real, wanted] = await Promise.all([realOf(files, path), realOf(files, expected)]);
	const ours = target === expected || (real.path !== null && real.path === wanted.path);
	if (real.code === "ELOOP") return { kind: "loop", target };
	if (real.code === "ENOENT") {
		const state: LinkState = { kind: "dangling", target, ours };
		return ours ? creatable(files, state, expected) : state;
	}
	if (real.path === null) return { kind: "unreadable", code: real.code };
	if (!ours) return { kind: "divergent", target };
	return (await isDirectory(files, real.path))
		? { kind: "ok" }
		: { kind: "target-not-a-directory" };
}

/** `state`, unless what is at the shared place, or above it, would not let the directory be made. */
async function creatable(files: Files, state: LinkState, expected: string): Promise<LinkState> {
	const code = (await realOf(files, expected)).code;
	if (
		code === ""
			? await isDirectory(files, expected)
			: code === "ENOENT" && !(await exists(files, expected))
	) {
		return state;
	}
	return { kind: "target-not-a-directory" };
}

/** Whether anything has this name, be it a link to nothing. */
async function exists(files: Files, path: string): Promise<boolean> {
	return (await files.lstat(path).catch(() => null)) !== null;
}

type Real =
	| { readonly path: string; readonly code: "" }
	| { readonly path: null; readonly code: string };

async function realOf(files: Files, path: string): Promise<Real> {
	try {
		return { path: await files.realpath(path), code: "" };
	} catch (error) {
		return { path: null, code: codeOf(error) };
	}
}

async function isDirectory(files: Files, path: string): Promise<boolean> {
	const found = await files.stat(path).catch(() => null);
	return found?.isDirectory() ?? false;
}

function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
