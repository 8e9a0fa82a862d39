import type { Route } from "./route.ts";

export type Match =
	| { readonly kind: "found"; readonly route: Route; readonly params: Record<string, string> }
	| { readonly kind: "wrong-method"; readonly allowed: readonly string[] }
	| { readonly kind: "not-found" };

/** Finds the route of a request by method and path. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
	const allowed: string[] = [];
	for (const route of routes) {
		const params = matchPath(route.path, path);
		if (params === null) continue;
		if (route.method === method) return { kind: "found", route, params };
		allowed.push(route.method);
	}
	return allowed.length > 0 ? { kind: "wrong-method", allowed } : { kind: "not-found" };
}

/** The named parts of `path` when it fits the pattern, else `null`. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
	const wanted = pattern.split("/");
	const given = path.split("/");
	if (wanted.length !== given.length) return null;
	const params: Record<string, string> = {};
	for (const [index, part] of wanted.entries()) {
		const value = given[index] ?? "";
		if (!part.startsWith(":")) {
			if (part !== value) return null;
			continue;
		}
		const decoded = decode(value);
		if (decoded === null || decoded === "") return null;
		params[part.slice(1)] = decoded;
	}
	return params;
}

function decode(text: string): string | null {
	try {
		return decodeURIComponent(text);
	} catch {
		return null;
	}
}
