import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { basename, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What the guard lets through: writes to the sandbox, and no look at Claude's files in a home. */
export interface Bounds {
	readonly sandbox: string;
	readonly homes: readonly string[];
	readonly projectRoot: string;
}

type AnyFunction = (...args: unknown[]) => unknown;
type Access = "read" | "write";
/** Says which of a call's arguments are paths, and what happens to them. */
type Rule = (args: unknown[]) => [unknown, Access][];

const first =
	(access: Access): Rule =>
	([path]) => [[path, access]];
const second: Rule = ([from, to]) => [
	[from, "read"],
	[to, "write"],
];
const both: Rule = ([from, to]) => [
	[from, "write"],
	[to, "write"],
];
const linkOnly: Rule = ([, path]) => [[path, "write"]];
const byFlags: Rule = ([path, flags]) => [[path, opensForWriting(flags) ? "write" : "read"]];

const RULES: readonly [Rule, readonly string[]][] = [
	[
		first("write"),
		// biome-ignore format: a list of names reads better as one
		[
			"writeFile", "appendFile", "mkdir", "mkdtemp", "mkdtempDisposable", "rm", "rmdir", "unlink",
			"truncate", "chmod", "lchmod", "chown", "lchown", "utimes", "lutimes", "createWriteStream",
		],
	],
	[
		first("read"),
		// biome-ignore format: a list of names reads better as one
		[
			"readFile", "readdir", "opendir", "stat", "lstat", "access", "exists", "realpath", "readlink",
			"createReadStream", "openAsBlob", "watch", "watchFile",
		],
	],
	[byFlags, ["open"]],
	[second, ["copyFile", "cp"]],
	[both, ["rename", "link"]],
	[linkOnly, ["symlink"]],
];

const WRITE_BITS =
	fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC;

function opensForWriting(flags: unknown): boolean {
	if (typeof flags === "number") return (flags & WRITE_BITS) !== 0;
	return typeof flags === "string" && flags !== "r" && flags !== "rs";
}

// Taken before anything is wrapped, or the guard would guard itself.
const realpath = fs.realpathSync.native;
const readlink = fs.readlinkSync;

function asPath(value: unknown): string | undefined {
	if (typeof value === "string") return resolve(value);
	if (value instanceof URL) return fileURLToPath(value);
	if (Buffer.isBuffer(value)) return resolve(value.toString());
	return undefined; // a file descriptor or handle: its opening was judged
}

function attempt<T>(action: () => T): T | undefined {
	try {
		return action();
	} catch {
		return undefined;
	}
}

/** Where a path leads once every symlink on the way is followed, whether or not it exists. */
export function destination(path: string, hops = 40): string {
	const real = attempt(() => realpath(path));
	if (real !== undefined) return real;
	const link = attempt(() => readlink(path));
	if (link !== undefined && hops > 0) return destination(resolve(dirname(path), link), hops - 1);
	const parent = dirname(path);
	return parent === path ? path : join(destination(parent, hops), basename(path));
}

const inside = (path: string, dir: string): boolean =>
	path === dir || path.startsWith(dir.endsWith(sep) ? dir : dir + sep);

function writable({ sandbox, projectRoot }: Bounds): (path: string) => boolean {
	const modules = join(projectRoot, "node_modules");
	const dirs = ["dist", "coverage"].map((name) => join(projectRoot, name));
	const roots = [destination(sandbox), "/dev", ...dirs];
	return (path) =>
		roots.some((root) => inside(path, root)) ||
		path.startsWith(join(modules, ".vite")) ||
		(inside(path, join(projectRoot, "test")) && path.includes(`${sep}__snapshots__`));
}

function secret({ sandbox, homes, projectRoot }: Bounds): (path: string) => boolean {
	const prefixes = homes
		.map((home) => attempt(() => realpath(home)) ?? home)
		.flatMap((home) => [
			join(home, ".claude"),
			join(home, ".config", "claude-failover"),
			join(home, ".local", "state", "claude-failover"),
		]);
	const own = [destination(sandbox), destination(projectRoot)];
	return (path) =>
		prefixes.some((prefix) => path.startsWith(prefix)) && !own.some((dir) => inside(path, dir));
}

const VIOLATIONS = Symbol.for("claude-failover.test.violations");
const shared = globalThis as { [VIOLATIONS]?: string[] };

/** What broke the bounds since the last call. */
export function takeViolations(): string[] {
	const taken = shared[VIOLATIONS] ?? [];
	shared[VIOLATIONS] = [];
	return taken;
}

function violation(call: string, access: Access, path: string): Error {
	const line = `${call} would ${access} ${path}`;
	shared[VIOLATIONS] = [...(shared[VIOLATIONS] ?? []), line];
	return new Error(`Outside the sandbox: ${line}`);
}

type Judge = (call: string, path: unknown, access: Access) => Error | undefined;

function judgeBy(bounds: Bounds): Judge {
	const mayWrite = writable(bounds);
	const isSecret = secret(bounds);
	return (call, value, access) => {
		const named = asPath(value);
		if (named === undefined) return undefined;
		// Both the entry itself and what it leads to: unlink takes the one, writeFile the other.
		const entry = join(destination(dirname(named)), basename(named));
		const paths = [entry, destination(named)];
		const bad = paths.find((path) => (access === "write" ? !mayWrite(path) : isSecret(path)));
		return bad === undefined ? undefined : violation(call, access, bad);
	};
}

function guarded(name: string, original: AnyFunction, rule: Rule, judge: Judge, rejects: boolean) {
	const wrapper = function (this: unknown, ...args: unknown[]): unknown {
		for (const [path, access] of rule(args)) {
			const error = judge(name, path, access);
			if (error && rejects) return Promise.reject(error);
			if (error) throw error;
		}
		return Reflect.apply(original, this, args);
	};
	// realpathSync.native and the promisified form of exists hang on the functions themselves.
	return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
}

function guardModule(module: Record<string, unknown>, judge: Judge, promises: boolean): void {
	for (const [rule, names] of RULES) {
		for (const name of names.flatMap((name) => [name, `${name}Sync`])) {
			const original = module[name];
			if (typeof original !== "function") continue;
			const rejects = promises && name !== "watch";
			module[name] = guarded(name, original as AnyFunction, rule, judge, rejects);
		}
	}
}

function guardSqlite(judge: Judge): void {
	const sqlite = createRequire(import.meta.url)("node:sqlite") as Record<string, unknown>;
	sqlite.DatabaseSync = new Proxy(sqlite.DatabaseSync as new (...args: unknown[]) => object, {
		construct(target, args, newTarget) {
			const error = args[0] === ":memory:" ? undefined : judge("DatabaseSync", args[0], "write");
			if (error) throw error;
			return Reflect.construct(target, args, newTarget);
		},
	});
}

/** Makes every call of node:fs, node:fs/promises and node:sqlite that breaks the bounds fail. */
export function guardFileSystem(bounds: Bounds): void {
	const judge = judgeBy(bounds);
	guardModule(fs as unknown as Record<string, unknown>, judge, false);
	guardModule(fs.promises as unknown as Record<string, unknown>, judge, true);
	guardSqlite(judge);
	syncBuiltinESMExports();
}
