import type { TaskPriority } from "../../../state/model.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";

/** All priorities, the highest first. */
export const priorities: readonly TaskPriority[] = ["critical", "high", "normal", "low"];

/** The priority that is one higher (-1) or lower (1); the same where there is none. */
export function besidePriority(priority: TaskPriority, by: 1 | -1): TaskPriority {
	return priorities[priorities.indexOf(priority) + by] ?? priority;
}

/** Where a new task would go, and how soon it would be given out. */
export function newTaskLines(
	projects: readonly string[],
	index: number,
	priority: TaskPriority,
): readonly Line[] {
	const path = projects[index];
	const where =
		path === undefined ? "the registered project" : `${plain(nameOfProject(path))}  ${plain(path)}`;
	const more = projects.length > 1 ? `  (${index + 1} of ${projects.length}, tab: the next)` : "";
	return [
		[span("project   "), span(where, { bold: true }), span(more, { dimColor: true })],
		[span("priority  "), span(priority, { bold: true }), span("  (↑ ↓)", { dimColor: true })],
	];
}

/** What people call a project. */
export function nameOfProject(path: string): string {
	return path.split("/").findLast((part) => part !== "") ?? path;
}
