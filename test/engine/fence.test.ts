import { expect, test } from "vitest";
import { fencedFiles, fencedProcesses } from "../../src/engine/fence.ts";
import { type Files, systemFiles } from "../../src/engine/ports/files.ts";
import { type Processes, systemProcesses } from "../../src/engine/ports/processes.ts";
import { FencedError } from "../../src/state/journal-epoch.ts";
import { manualClock } from "../support/manual-clock.ts";

/** What a method does to the world. A new method of a port must be entered here. */
type Kinds<Port> = Readonly<Record<keyof Port, "looks" | "changes">>;

const FILES: Kinds<Files> = {
	stat: "looks",
	lstat: "looks",
	changedAt: "looks",
	touchedAt: "looks",
	lstatAll: "looks",
	readAll: "looks",
	entriesOfAll: "looks",
	readdir: "looks",
	entries: "looks",
	readlink: "looks",
	realpath: "looks",
	readText: "looks",
	readRegular: "looks",
	readFrom: "looks",
	isExecutable: "looks",
	freeBytes: "looks",
	write: "changes",
	writeDurably: "changes",
	putNew: "changes",
	copy: "changes",
	makeFolder: "changes",
	chmod: "changes",
	symlink: "changes",
	rename: "changes",
	renameDurably: "changes",
	remove: "changes",
};

const PROCESSES: Kinds<Processes> = {
	startTime: "looks",
	leftBehind: "looks",
	terminate: "changes",
	kill: "changes",
};

type Method = (...words: readonly unknown[]) => Promise<unknown>;

/** A port each of whose methods answers with what it was called with. */
function echo<Port>(kinds: Kinds<Port>, calls: unknown[]): Port {
	const method =
		(name: string): Method =>
		async (...words) => {
			calls.push([name, ...words]);
			return name;
		};
	return Object.fromEntries(Object.keys(kinds).map((name) => [name, method(name)])) as Port;
}

const holding = { mustHold: () => {} };
const takenOver = {
	mustHold() {
		throw new FencedError();
	},
};

const ports = [
	[
		"files",
		FILES,
		(calls: unknown[], fence: typeof holding) => fencedFiles(echo(FILES, calls), fence),
	],
	[
		"processes",
		PROCESSES,
		(calls: unknown[], fence: typeof holding) => fencedProcesses(echo(PROCESSES, calls), fence),
	],
] as const;
const methods = ports.flatMap(([port, kinds, open]) =>
	Object.entries(kinds).map(([name, kind]) => ({ port, name, kind, open })),
);

test("the tables name every method of the real ports", () => {
	expect(Object.keys(FILES).sort()).toEqual(Object.keys(systemFiles).sort());
	const real = systemProcesses(manualClock());
	expect(Object.keys(PROCESSES).sort()).toEqual(Object.keys(real).sort());
});

test.each(methods)("$port: $name passes its words on for the newest engine", async (one) => {
	const calls: unknown[] = [];
	const port = one.open(calls, holding) as unknown as Record<string, Method>;
	await expect(port[one.name]?.("x", "y", 3)).resolves.toBe(one.name);
	expect(calls).toEqual([[one.name, "x", "y", 3]]);
});

test.each(methods)(
	"$port: $name $kind: that is what an engine that was taken over may not do",
	async (one) => {
		const calls: unknown[] = [];
		const port = one.open(calls, takenOver) as unknown as Record<string, Method>;
		const call = port[one.name]?.("x", "y", 3);
		if (one.kind === "looks") {
			await expect(call).resolves.toBe(one.name);
			return;
		}
		await expect(call).rejects.toThrow(FencedError);
		expect(calls).toEqual([]);
	},
);
