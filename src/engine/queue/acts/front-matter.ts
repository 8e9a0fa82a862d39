import { isMap, isScalar, type Pair, parseDocument } from "yaml";
import type { TaskPriority } from "../../../state/model.ts";
import { parseTask, type TaskFile } from "../task-file.ts";

/** What a person may set in the front matter of a task. */
export interface Settings {
	readonly priority?: TaskPriority;
	readonly title?: string;
}

export type Edited =
	| { readonly kind: "ok"; readonly text: string }
	| { readonly kind: "refused"; readonly why: string };

const FRONT = /^---\r?\n([\s\S]*?)(\r?\n)---(?:\r?\n|$)/;

/**
 * Sets keys in the front matter of a task's text; all else stays byte for byte. A text without front matter gets one.
 * Refused when the text is no task, or is written in such a way that the result would say anything else. Pure.
 */
export function withSettings(text: string, { priority, title }: Settings): Edited {
	const before = parseTask(text);
	if (before.kind !== "ok") return refused(before.kind === "gone" ? "it is gone" : before.why);
	let edited = text;
	if (title !== undefined) edited = set(edited, "title", JSON.stringify(title));
	if (priority !== undefined) edited = set(edited, "priority", priority);
	const after = parseTask(edited);
	if (after.kind === "refused") return refused(after.why);
	const wanted = {
		...before.task,
		...(title !== undefined && { title }),
		...(priority !== undefined && { priority }),
	};
	if (after.kind === "ok" && isSame({ ...after.task, text: before.task.text }, wanted)) {
		return { kind: "ok", text: edited };
	}
	return refused("its front matter is written in a way that cannot be changed by a program");
}

function isSame(one: TaskFile, other: TaskFile): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}

function set(text: string, key: string, value: string): string {
	const front = FRONT.exec(text);
	const line = `${key}: ${value}`;
	if (front === null) {
		const end = /\r\n/.test(text) ? "\r\n" : "\n";
		return `---${end}${line}${end}---${end}${text}`;
	}
	const [, yaml = "", end = "\n"] = front;
	const start = text.indexOf("\n") + 1;
	const changed = setInYaml(yaml, key, value, end);
	return text.slice(0, start) + changed + text.slice(start + yaml.length);
}

function setInYaml(yaml: string, key: string, value: string, end: string): string {
	const { contents } = parseDocument(yaml, { version: "1.2", schema: "core" });
	const line = `${key}: ${value}`;
	if (!isMap(contents) || contents.range == null) return `${line}${end}${yaml}`;
	const pairs = contents.items as readonly Pair[];
	const known = pairs.find((pair) => isScalar(pair.key) && pair.key.value === key);
	const range = isScalar(known?.value) ? known.value.range : null;
	if (range != null) return yaml.slice(0, range[0]) + value + yaml.slice(range[1]);
	const [first] = contents.range;
	const { flow = false } = contents;
	if (flow) {
		const more = pairs.length === 0 ? "" : ", ";
		return `${yaml.slice(0, first + 1)}${line}${more}${yaml.slice(first + 1)}`;
	}
	// Before the first key, which stands as far to the right as all others.
	const indent = yaml.slice(yaml.lastIndexOf("\n", first - 1) + 1, first);
	return `${yaml.slice(0, first)}${line}${end}${indent}${yaml.slice(first)}`;
}

function refused(why: string): Edited {
	return { kind: "refused", why };
}
