import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { shellQuote } from "../../claude/shell-quote.ts";
import { type Check, type Configured, fail, pass, warn } from "../check.ts";

/** A switch is refused below this. */
const MIN_FREE_BYTES = 200 * 1024 * 1024;

/** File systems of other machines (`f_type` of statfs): a lock on them does not keep two engines apart. */
const REMOTE: Readonly<Record<number, string>> = {
	26985: "NFS",
	20859: "SMB",
	4266872130: "SMB2",
	4283649346: "CIFS",
};

/** The state directory can be written, is private, local, and has room. */
export async function checkStateDir({ config }: Configured): Promise<readonly Check[]> {
	const { stateDir } = config.paths;
	const found = await stat(stateDir).catch(() => null);
	if (found === null) return [await checkAbsent(stateDir)];
	if (!found.isDirectory()) return [fail("state", `${stateDir} is no directory`, "move it away")];
	if (!(await isWritable(stateDir))) {
		return [
			fail(
				"state",
				`${stateDir} cannot be written`,
				`give it to this user: chown "$USER" ${shellQuote(stateDir)}`,
			),
		];
	}
	const wrong = [...isOpen(stateDir, found.mode), ...(await checkDisk(stateDir))];
	return wrong.length === 0 ? [pass("state", stateDir)] : wrong;
}

/** It is made at the first start: what is above it must allow that. */
async function checkAbsent(stateDir: string): Promise<Check> {
	let above = dirname(stateDir);
	while ((await stat(above).catch(() => null)) === null && above !== dirname(above)) {
		above = dirname(above);
	}
	if (await isWritable(above)) return pass("state", `${stateDir} will be made at the first start`);
	return fail("state", `${stateDir} cannot be made in ${above}`, "make it, or set XDG_STATE_HOME");
}

function isOpen(stateDir: string, mode: number): readonly Check[] {
	if ((mode & 0o077) === 0) return [];
	const what = `others than its owner may use ${stateDir} (mode ${(mode & 0o777).toString(8)})`;
	return [warn("state", what, `chmod 700 ${shellQuote(stateDir)}`)];
}

async function checkDisk(stateDir: string): Promise<readonly Check[]> {
	const { bavail, bsize, type } = await statfs(stateDir);
	const checks: Check[] = [];
	const remote = REMOTE[type];
	if (remote !== undefined) {
		const what = `${stateDir} lies on ${remote}: the lock that keeps a second engine out holds on a local disk only`;
		checks.push(fail("state", what, "set XDG_STATE_HOME to a local directory"));
	}
	if (bavail * bsize < MIN_FREE_BYTES) {
		const free = Math.floor((bavail * bsize) / 1024 / 1024);
		checks.push(
			fail("state", `only ${free} MB are free at ${stateDir}`, "make room: 200 MB are needed"),
		);
	}
	return checks;
}

async function isWritable(dir: string): Promise<boolean> {
	return access(dir, constants.W_OK | constants.X_OK).then(
		() => true,
		() => false,
	);
}
