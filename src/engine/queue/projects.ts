import { resolve, sep } from "node:path";
import type { Refusal } from "../../state/client.ts";
import type { Config } from "../config/config.ts";
import type { Files } from "../ports/files.ts";
import { projectKeys } from "./inbox.ts";

/** A registered project, and what it is called in the ids of its tasks. */
export interface Project {
	readonly kind: "project";
	readonly path: string;
	readonly key: string;
}

interface Parts {
	readonly config: Pick<Config, "projects">;
	readonly files: Files;
}

/** All registered projects, in the order of the configuration. */
export function allProjects({ projects }: Pick<Config, "projects">): readonly Project[] {
	const keys = projectKeys(projects.map((p) => p.path));
	return [...keys].map(([path, key]) => ({ kind: "project", path, key }));
}

/** The project of that key, or at that absolute path, also by way of links. */
export async function projectNamed(parts: Parts, word: string): Promise<Project | Refusal> {
	const all = allProjects(parts.config);
	if (!word.startsWith(sep)) {
		const found = all.find(({ key }) => key === word);
		return found ?? unknown(`there is no project ${JSON.stringify(word)}`, all);
	}
	const wanted = resolve(word);
	const real = await realpath(parts.files, wanted);
	for (const project of all) {
		if (project.path === wanted) return project;
		if ((await realpath(parts.files, project.path)) === real) return project;
	}
	return unknown(`${wanted} is no registered project`, all);
}

/** The project that contains the folder, the innermost; else the only one that there is. */
export async function projectAround(
	parts: Parts,
	folder: string | null,
): Promise<Project | Refusal> {
	const all = allProjects(parts.config);
	const here = folder === null ? null : await realpath(parts.files, folder);
	const around: (readonly [depth: number, project: Project])[] = [];
	for (const project of all) {
		const path = await realpath(parts.files, project.path);
		if (here === path || here?.startsWith(`${path}${sep}`)) around.push([path.length, project]);
	}
	const [innermost] = around.toSorted(([one], [other]) => other - one);
	if (innermost !== undefined) return innermost[1];
	const [only, ...others] = all;
	if (only !== undefined && others.length === 0) return only;
	return unknown("no project is named, and no registered one contains this folder", all);
}

function unknown(why: string, all: readonly Project[]): Refusal {
	if (all.length === 0) {
		const remedy = "name one under `projects` in the configuration, then restart the engine";
		return { kind: "refused", why: "no project is registered", remedy };
	}
	const known = all.map(({ key, path }) => `${key} (${path})`).join(", ");
	return { kind: "refused", why, remedy: `--project takes one of: ${known}` };
}

/** The path without links; as it is where it leads nowhere. */
async function realpath(files: Files, path: string): Promise<string> {
	return files.realpath(path).catch(() => path);
}
