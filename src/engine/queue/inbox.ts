import { basename, join } from "node:path";

const TASK = /^[\w-][\w.-]{0,119}\.md$/;

/** Hidden files, markers, and what editors and careful writers make beside a file. */
const BESIDE = /^\.|^#.*#$|~$|\.(dispatched|blocked|tmp|part|swp|bak)$/;

/** What a name in an inbox stands for. `beside`: for nothing by itself. */
export function kindOfName(name: string): "task" | "beside" | "misnamed" {
	if (BESIDE.test(name)) return "beside";
	return TASK.test(name) ? "task" : "misnamed";
}

/** What a task's file is called while it is claimed. */
export function claimedName(file: string): string {
	return `${file}.dispatched`;
}

/** What a task's file is called while nobody works on it. */
export function unclaimedName(file: string): string {
	return file.replace(/\.dispatched$/, "");
}

/** The marker that holds back the task of this file while it lies beside it. */
export function blockMarker(file: string): string {
	return `${file}.blocked`;
}

/** Folders of the task protocol in a project. */
export function queueFolders(project: string) {
	const root = join(project, ".agent-queue");
	return {
		root,
		inbox: join(root, "inbox"),
		done: join(root, "done"),
		failed: join(root, "failed"),
	};
}

/** Names a project in task ids: its folder's name, with a number where two share one. */
export function projectKeys(projects: readonly string[]): ReadonlyMap<string, string> {
	const taken = new Set<string>();
	return new Map(
		projects.map((path) => {
			const base = basename(path).replace(/[^\w-]/g, "-") || "project";
			let key = base;
			for (let n = 2; taken.has(key); n++) key = `${base}-${n}`;
			taken.add(key);
			return [path, key];
		}),
	);
}
