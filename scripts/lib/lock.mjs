import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 100;
const NAMELESS_MS = 5_000;
const TOO_LONG_MS = 15 * 60_000;

function alive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === "EPERM";
	}
}

const age = (dir) => Date.now() - statSync(dir).mtimeMs;

function abandoned(dir) {
	try {
		return age(dir) > TOO_LONG_MS || !alive(Number(readFileSync(join(dir, "pid"), "utf8")));
	} catch {
		// The holder writes its pid right after mkdir: no pid for long means it died in between.
		try {
			return age(dir) > NAMELESS_MS;
		} catch {
			return false;
		}
	}
}

// Renamed before it is judged again: of two processes that find the same abandoned lock one wins,
// and neither removes the lock that the other has taken in between.
function clear(dir) {
	const aside = `${dir}.${process.pid}`;
	try {
		renameSync(dir, aside);
	} catch {
		return;
	}
	if (abandoned(aside)) rmSync(aside, { recursive: true, force: true });
	else renameSync(aside, dir);
}

function take(dir) {
	try {
		mkdirSync(dir);
	} catch (error) {
		if (error.code === "EEXIST") return false;
		throw error;
	}
	writeFileSync(join(dir, "pid"), String(process.pid));
	return true;
}

/**
 * Runs `work` while holding the lock directory `dir`; waits for other processes, calling `onWait`
 * once, and takes over a lock whose holder has died.
 */
export async function withLock(dir, work, onWait = () => {}) {
	let told = false;
	while (!take(dir)) {
		if (abandoned(dir)) {
			clear(dir);
			continue;
		}
		if (!told) onWait();
		told = true;
		await sleep(POLL_MS);
	}
	const release = () => rmSync(dir, { recursive: true, force: true });
	process.once("exit", release);
	try {
		return await work();
	} finally {
		process.off("exit", release);
		release();
	}
}
