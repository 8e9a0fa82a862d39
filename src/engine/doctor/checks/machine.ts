import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Check, type Configured, enabledAccounts, fail, pass, warn } from "../check.ts";

/** What one session takes at its start (measured with 2.1.330); it grows with its work. */
const SESSION_BYTES = 241 * 1024 * 1024;

/** A file may seem this much younger than the clock says without a fault of the clock. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** Nothing of this program is older. */
const PROJECT_BEGAN = Date.UTC(2026, 0, 1);

/** The clock is neither before this program was written, nor behind what was written on this machine. */
export async function checkClock(world: Configured): Promise<readonly Check[]> {
	const { now, config } = world;
	const told = new Date(now).toISOString();
	const remedy = "set the clock, as with timedatectl set-ntp true: resets are told by it";
	if (now < PROJECT_BEGAN) return [fail("clock", `it says ${told}`, remedy)];
	const files = [
		join(config.paths.stateDir, "state.db"),
		...enabledAccounts(world).map(({ home }) => join(home, ".claude.json")),
	];
	const written = await Promise.all(
		files.map(async (file) => ({ file, at: await writtenAt(file) })),
	);
	const later = written.find(({ at }) => at > now + CLOCK_SLACK_MS);
	if (later === undefined) return [pass("clock", told)];
	const then = new Date(later.at).toISOString();
	return [warn("clock", `it says ${told}, but ${later.file} was written at ${then}`, remedy)];
}

async function writtenAt(file: string): Promise<number> {
	return (await stat(file).catch(() => null))?.mtimeMs ?? 0;
}

/** Room for all sessions that the configuration allows. */
export async function checkMemory({ config, memory }: Configured): Promise<readonly Check[]> {
	const sessions = config.pool.dedicated.length + (config.pool.autonomous?.max ?? 0);
	const need = sessions * SESSION_BYTES;
	const what = `${sessions} ${sessions === 1 ? "session needs" : "sessions need"} about ${gib(need)}`;
	const has = `${gib(memory.available)} of ${gib(memory.total)} are available`;
	const remedy = "lower pool.autonomous.max, or give the machine more memory";
	if (need > memory.total) {
		return [fail("memory", `${what}; the machine has ${gib(memory.total)}`, remedy)];
	}
	if (need <= memory.available) return [pass("memory", `${what}; ${has}`)];
	return [warn("memory", `${what}; ${has}, beside those that run already`, remedy)];
}

function gib(bytes: number): string {
	return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
