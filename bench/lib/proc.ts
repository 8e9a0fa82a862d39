import { readdir, readFile } from "node:fs/promises";

/** Linux counts CPU time for user space in ticks of 10 ms on every architecture. */
const TICK_MS = 10;

/** CPU time of a process, in ms. */
export interface CpuTime {
	readonly own: number;
	/** Of its children that ended and were waited for. */
	readonly children: number;
}

/** Reads utime, stime, cutime and cstime of /proc/PID/stat. */
export async function cpuTime(pid: number): Promise<CpuTime> {
	const stat = await readFile(`/proc/${pid}/stat`, "latin1");
	// Field 3 is the first behind the name, which may hold blanks.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const ms = (field: number): number => Number(fields[field - 3]) * TICK_MS;
	return { own: ms(14) + ms(15), children: ms(16) + ms(17) };
}

/** CPU time of the live threads of a process in ms, exact to the scheduler's own nanoseconds. */
export async function threadTime(pid: number): Promise<number> {
	const threads = await readdir(`/proc/${pid}/task`);
	const times = await Promise.all(
		threads.map((tid) => readFile(`/proc/${pid}/task/${tid}/schedstat`, "latin1")),
	);
	return times.reduce((sum, text) => sum + Number(text.split(" ")[0]) / 1e6, 0);
}

/** Memory of a process in MB (10^6 bytes): resident, and its fair share of what it shares. */
export interface Memory {
	readonly rss: number;
	readonly pss: number;
}

export async function memory(pid: number): Promise<Memory> {
	const rss = field(await readFile(`/proc/${pid}/status`, "latin1"), "VmRSS");
	const pss = field(await readFile(`/proc/${pid}/smaps_rollup`, "latin1"), "Pss");
	return { rss, pss };
}

function field(text: string, name: string): number {
	const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
	if (match?.[1] === undefined) throw new Error(`no ${name} in:\n${text}`);
	return (Number(match[1]) * 1024) / 1e6;
}
