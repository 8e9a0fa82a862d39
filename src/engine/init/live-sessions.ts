import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJson, section, text } from "./claude-home.ts";

/** A claude process that runs with a home, as that home's registry tells. */
export interface LiveSession {
	readonly pid: number;
	readonly cwd: string | null;
	/** Name of its tmux session. */
	readonly tmux: string | null;
}

/** Whether a process runs; `procStart` is its start time in clock ticks, if known. */
export type IsAlive = (pid: number, procStart: string | null) => Promise<boolean>;

/** Live sessions of a home. An entry that is not understood counts by the pid in its name. */
export async function liveSessions(
	home: string,
	isAlive: IsAlive,
): Promise<readonly LiveSession[]> {
	const dir = join(home, "sessions");
	const files = await readdir(dir).catch(() => []);
	const found: LiveSession[] = [];
	for (const file of files.sort()) {
		const pid = Number(/^(\d{1,10})\.json$/.exec(file)?.[1] ?? 0);
		if (pid === 0) continue;
		const entry = section(await readJson(join(dir, file)));
		if (!(await isAlive(pid, text(entry?.procStart)))) continue;
		const tmux = /^([\w-]+):@\d+/.exec(text(entry?.tmux) ?? "")?.[1] ?? null;
		found.push({ pid, cwd: text(entry?.cwd), tmux });
	}
	return found;
}

/** Asks the system; a process that is there but started at another time is another process. */
export const processIsAlive: IsAlive = async (pid, procStart) => {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
	}
	if (procStart === null) return true;
	const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
	// The second field is the name in parentheses, which may have spaces; the start is the 22nd.
	const started = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
	return started === undefined || started === procStart;
};
