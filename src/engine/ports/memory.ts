import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Memory of this machine. */
export interface Memory {
	/** Bytes that programs can still get without swapping; `null` where nobody can tell. */
	available(): Promise<number | null>;
}

/** What Linux tells of the machine, and of the control group that the engine is in; elsewhere nothing is known. */
export function systemMemory(proc = "/proc", groups = "/sys/fs/cgroup"): Memory {
	return {
		async available() {
			const machine = /^MemAvailable:\s+(\d+) kB$/m.exec(await read(join(proc, "meminfo")))?.[1];
			if (machine === undefined) return null;
			const group = await leftInGroups(proc, groups);
			return Math.min(Number(machine) * 1024, group);
		},
	};
}

/** The least that is left (bytes) in the group and those around it; infinite without a limit. */
async function leftInGroups(proc: string, groups: string): Promise<number> {
	const path = /^0::(\/.*)$/m.exec(await read(join(proc, "self", "cgroup")))?.[1];
	if (path === undefined) return Number.POSITIVE_INFINITY;
	let least = Number.POSITIVE_INFINITY;
	for (let at = path; ; at = dirname(at)) {
		least = Math.min(least, await leftIn(join(groups, at)));
		if (at === "/") return least;
	}
}

async function leftIn(folder: string): Promise<number> {
	const limit = (await read(join(folder, "memory.max"))).trim();
	const used = (await read(join(folder, "memory.current"))).trim();
	if (!/^\d+$/.test(limit) || !/^\d+$/.test(used)) return Number.POSITIVE_INFINITY;
	// Files that were read long ago count as used, and are given up first.
	const stat = await read(join(folder, "memory.stat"));
	const spare = Number(/^inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0);
	return Math.max(0, Number(limit) - Number(used) + spare);
}

async function read(file: string): Promise<string> {
	return readFile(file, "utf8").catch(() => "");
}
