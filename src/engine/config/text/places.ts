import { isMap, isNode, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from "yaml";

/** A place in a text; both count from 1. */
export interface Place {
	readonly line: number;
	readonly column: number;
}

interface Entry {
	readonly key: Node;
	readonly value: Node | null;
}

/** Finds the places of keys and values below `root`. */
export function nodePlaces(root: unknown, lines: LineCounter) {
	const indexes = new WeakMap<YAMLMap, Map<string, Entry>>();
	const entries = (map: YAMLMap) => {
		const known = indexes.get(map) ?? indexMap(map);
		indexes.set(map, known);
		return known;
	};

	function place(offset: number): Place {
		const { line, col } = lines.linePos(offset);
		return { line: Math.max(1, line), column: Math.max(1, col) };
	}

	/** A missing key is at the key of its section. */
	function locate(path: readonly PropertyKey[], part: "key" | "value"): Place {
		let node: Node | null = isNode(root) ? root : null;
		let last: Entry | null = null;
		let depth = 0;
		for (const step of path) {
			const entry: Entry | null = child(node, step);
			if (entry === null) break;
			last = entry;
			node = entry.value;
			depth += 1;
		}
		const wantsValue = part === "value" && depth === path.length;
		const target = (wantsValue ? last?.value : null) ?? last?.key ?? root;
		return place(isNode(target) ? (target.range?.[0] ?? 0) : 0);
	}

	function child(node: Node | null, step: PropertyKey): Entry | null {
		if (isMap(node)) return entries(node).get(String(step)) ?? null;
		const item = isSeq(node) && typeof step === "number" ? node.items[step] : null;
		return isNode(item) ? { key: item, value: item } : null;
	}

	return { place, locate, pathAt: (offset: number) => pathAt(root, offset) };
}

function indexMap(map: YAMLMap): Map<string, Entry> {
	const index = new Map<string, Entry>();
	for (const { key, value } of map.items) {
		if (!isScalar(key) || index.has(String(key.value))) continue;
		index.set(String(key.value), { key, value: isNode(value) ? value : null });
	}
	return index;
}

function pathAt(root: unknown, offset: number): readonly PropertyKey[] {
	const path: PropertyKey[] = [];
	let node: unknown = root;
	for (;;) {
		const next = inside(node, offset);
		if (next === null) return path;
		path.push(next.step);
		node = next.node;
	}
}

function inside(node: unknown, offset: number): { step: PropertyKey; node: unknown } | null {
	if (isSeq(node)) {
		const index = lastBefore(node.items, offset, (item) => startOf(item));
		const item = node.items[index];
		return holds(item, offset) ? { step: index, node: item } : null;
	}
	if (!isMap(node)) return null;
	const pair = node.items[lastBefore(node.items, offset, ({ key }) => startOf(key))];
	if (pair === undefined || !isScalar(pair.key)) return null;
	if (!holds(pair.key, offset) && !holds(pair.value, offset)) return null;
	return { step: String(pair.key.value), node: pair.value };
}

/** Index of the last item that starts at or before `offset`; items are in the order of the text. */
function lastBefore<T>(items: readonly T[], offset: number, start: (item: T) => number): number {
	let low = 0;
	let high = items.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const item = items[middle];
		if (item !== undefined && start(item) <= offset) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

function holds(node: unknown, offset: number): boolean {
	if (!isNode(node) || !node.range) return false;
	return node.range[0] <= offset && offset < Math.max(node.range[1], node.range[0] + 1);
}

function startOf(node: unknown): number {
	return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
