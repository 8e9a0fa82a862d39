import { isAbsolute, join, normalize, resolve } from "node:path";
import type { Wrong } from "./problem.ts";
import { shown } from "./text/shown.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What paths in a configuration are relative to. */
export interface PathContext {
	readonly env: Environment;
	readonly home: string;
	/** Directory of the configuration file. */
	readonly baseDir: string;
}

export type Expanded =
	| { readonly kind: "ok"; readonly path: string }
	| ({ readonly kind: "wrong" } & Wrong);

/** Expands `~` and `${NAME}` and makes the path absolute; says what is wrong when it cannot. */
export function expandPath(raw: string, context: PathContext): Expanded {
	if (raw.trim() === "") return wrong("the path is empty", "write a path");
	if (/[\u0000-\u001f\u007f]/.test(raw)) {
		return wrong(`the path ${shown(raw)} has control characters`, "write a plain path");
	}
	const filled = fillVariables(raw, context.env);
	if (filled.kind === "wrong") return filled;
	const path = filled.path;
	if (path === "~" || path.startsWith("~/")) return ok(join(context.home, path.slice(1)));
	if (path.startsWith("~")) {
		return wrong(`${shown(raw)} names another user's home`, "write the whole path");
	}
	return ok(isAbsolute(path) ? path : resolve(context.baseDir, path));
}

/** The file to read: the flag, else `$XDG_CONFIG_HOME/claude-failover/config.yaml`. */
export function findConfigFile(place: {
	readonly env: Environment;
	readonly home: string;
	readonly flag: string | null;
}): string {
	if (place.flag !== null && place.flag !== "") return resolve(place.flag);
	const base = xdg(place.env.XDG_CONFIG_HOME, join(place.home, ".config"));
	return join(base, "claude-failover", "config.yaml");
}

/** Where the program keeps its own files. */
export function ownPaths(
	env: Environment,
	home: string,
): { readonly stateDir: string; readonly runtimeDir: string } {
	const stateDir = join(xdg(env.XDG_STATE_HOME, join(home, ".local", "state")), "claude-failover");
	const runtime = xdg(env.XDG_RUNTIME_DIR, "");
	return {
		stateDir,
		runtimeDir: runtime === "" ? join(stateDir, "run") : join(runtime, "claude-failover"),
	};
}

/** The XDG rules: a relative value is to be ignored. */
function xdg(value: string | undefined, fallback: string): string {
	return value !== undefined && isAbsolute(value) ? value : fallback;
}

function fillVariables(raw: string, env: Environment): Expanded {
	const unknown: string[] = [];
	const path = raw.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => {
		const value = env[name];
		if (value === undefined || value === "") unknown.push(name);
		return value ?? "";
	});
	if (unknown.length > 0) {
		const names = [...new Set(unknown)].join(", ");
		return wrong(`the environment has no ${names}`, "set it, or write the path out");
	}
	if (/\$[{A-Za-z_]/.test(raw.replaceAll(/\$\{[A-Za-z_]\w*\}/g, ""))) {
		return wrong(`${shown(raw)} has a $ without braces`, `write \${NAME}`);
	}
	return { kind: "ok", path };
}

function ok(path: string): Expanded {
	const clean = normalize(path);
	return { kind: "ok", path: clean.length > 1 && clean.endsWith("/") ? clean.slice(0, -1) : clean };
}

function wrong(what: string, remedy: string): Expanded {
	return { kind: "wrong", what, remedy };
}
