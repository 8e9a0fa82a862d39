import { realpathSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { autonomousNames } from "./config.ts";
import type { DataProblem } from "./explain.ts";
import { nearest } from "./nearest.ts";
import { expandPath, type PathContext } from "./paths.ts";
import { autonomous, clashesWithLinks, linksSection } from "./schema/pool.ts";
import { shown } from "./text/shown.ts";

type Data = Readonly<Record<string, unknown>>;
type Path = readonly PropertyKey[];

/**
 * What concerns several places of the file at once. It looks at the data as it was written, so that
 * it finds everything even when single values are wrong; those it passes over.
 */
export function crossChecks(data: Data, context: PathContext): readonly DataProblem[] {
	const accounts = list(data.accounts);
	const pool = section(data.pool);
	const dedicated = list(pool.dedicated);
	const names = accounts.map((account) => word(account.name));
	const homes = accounts.map((account) => realHome(account.home, context));
	const webhooks = list(section(data.notify).webhook);
	const projects = list(data.projects).map((one) => realHome(one.path, context));
	return [
		...repeated(names, (index) => ["accounts", index, "name"], "another account has this name"),
		...repeated(
			homes,
			(index) => ["accounts", index, "home"],
			"another account has this home, and two logins in one home destroy each other",
		),
		...homes.flatMap((home, index) => ownHome(home, ["accounts", index, "home"], context)),
		...sessionNames(pool, dedicated),
		...dedicated.flatMap((one, index) => pin(one.account, index, names)),
		...repeated(projects, (index) => ["projects", index, "path"], "this project is listed twice"),
		...repeated(
			webhooks.map((one) => word(one.name)),
			(index) => ["notify", "webhook", index, "name"],
			"another webhook has this name",
		),
		...sharedTree(data, pool, homes, context),
	];
}

/** The path with every existing part of it resolved, so that two ways to one directory are equal. */
export function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		const parent = dirname(path);
		return parent === path ? path : join(realPath(parent), basename(path));
	}
}

function sessionNames(pool: Data, dedicated: readonly Data[]): DataProblem[] {
	const names = dedicated.map((one) => word(one.name));
	const place = (index: number) => ["pool", "dedicated", index, "name"];
	const found = repeated(names, place, "another session has this name");
	const auto = autonomous.safeParse(pool.autonomous);
	const taken = new Set(auto.success ? autonomousNames({ autonomous: auto.data }) : []);
	for (const [index, name] of names.entries()) {
		if (name === null || !taken.has(name)) continue;
		const what = `${shown(name)} is also the name of an autonomous session`;
		found.push(problem(place(index), what, "rename it, or change pool.autonomous first or max"));
	}
	return found;
}

function pin(raw: unknown, index: number, names: readonly (string | null)[]): DataProblem[] {
	const account = word(raw);
	if (account === null || names.includes(account)) return [];
	const known = [...new Set(names.filter((name) => name !== null))];
	const guess = nearest(account, known);
	const remedy = guess === null ? `known: ${known.join(", ")}` : `did you mean ${guess}?`;
	const path = ["pool", "dedicated", index, "account"];
	return [problem(path, `there is no account ${shown(account)}`, remedy)];
}

function ownHome(home: string | null, path: Path, context: PathContext): DataProblem[] {
	if (home !== realPath(context.home) && home !== "/") return [];
	const what = "this is no private home: links and Claude's files would lie among your own";
	return [problem(path, what, "use a directory of its own, like ~/.claude-accounts/main")];
}

function sharedTree(
	data: Data,
	pool: Data,
	homes: readonly (string | null)[],
	context: PathContext,
): DataProblem[] {
	const path = ["pool", "shared_projects_dir"];
	const shared = realHome(pool.shared_projects_dir, context);
	if (shared === null) return [];
	const links = linksSection.safeParse(data.links);
	if (links.success && clashesWithLinks(shared, links.data)) {
		return [problem(path, `another shared directory is called ${basename(shared)}`, "rename it")];
	}
	if (dirname(shared) === "/") {
		const what = "the other shared directories would lie in /";
		return [problem(path, what, "use a directory of its own, like ~/.claude-shared/projects")];
	}
	const inside = homes.find(
		(home) => home !== null && `${shared}${sep}`.startsWith(`${home}${sep}`),
	);
	if (inside === undefined) return [];
	const what = `it lies in the private home ${inside}, whose own link would point at itself`;
	return [problem(path, what, "use a directory beside the homes, like ~/.claude-shared/projects")];
}

function repeated(
	values: readonly (string | null)[],
	place: (index: number) => Path,
	what: string,
): DataProblem[] {
	const seen = new Set<string>();
	return values.flatMap((value, index) => {
		if (value === null) return [];
		const again = seen.has(value);
		seen.add(value);
		return again ? [problem(place(index), what, "change one of the two")] : [];
	});
}

function realHome(raw: unknown, context: PathContext): string | null {
	const expanded = typeof raw === "string" ? expandPath(raw, context) : null;
	return expanded?.kind === "ok" ? realPath(expanded.path) : null;
}

function problem(path: Path, what: string, remedy: string): DataProblem {
	return { path, part: "value", what, remedy };
}

function word(value: unknown): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}

function section(value: unknown): Data {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Data)
		: {};
}

/** Items of a list as sections; what is none is an empty one, so that the numbers stay right. */
function list(value: unknown): readonly Data[] {
	return Array.isArray(value) ? value.map(section) : [];
}
