import { chmodSync, lstatSync, mkdirSync, realpathSync, type Stats, unlinkSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";

/** Longest path that a unix socket address holds on Linux (the limit of others is lower still). */
const LONGEST_PATH = process.platform === "darwin" ? 103 : 107;

/** Why the control socket cannot be opened, and what to do about it. */
export class ControlSocketError extends Error {
	readonly code: "path-too-long" | "unsafe-directory" | "in-use" | "not-a-socket";
	readonly remedy: string;

	constructor(code: ControlSocketError["code"], what: string, remedy: string) {
		super(`${what}; ${remedy}`);
		this.name = "ControlSocketError";
		this.code = code;
		this.remedy = remedy;
	}
}

/**
 * Makes the place for the socket: a directory that only we can use, without a left-over socket.
 * Node cannot ask who is at the other end of a unix socket, so the file modes are the only check.
 */
export async function prepareSocketFile(path: string): Promise<void> {
	const bytes = Buffer.byteLength(path);
	if (bytes > LONGEST_PATH) {
		throw new ControlSocketError(
			"path-too-long",
			`the socket path ${path} has ${bytes} bytes, a unix socket address holds ${LONGEST_PATH}`,
			"set XDG_RUNTIME_DIR to a shorter directory",
		);
	}
	const directory = dirname(path);
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	const fault = faultOfPlace(path);
	if (fault !== null) throw new ControlSocketError("unsafe-directory", fault.what, fault.remedy);
	await removeStale(path);
}

/** Takes the last access from others in case the umask did not. */
export function closeToOthers(path: string): void {
	if ((lstatSync(path).mode & 0o777) !== 0o600) chmodSync(path, 0o600);
}

/** What is wrong with the place of a socket that is there; `null`: nothing. */
export function faultOfPlace(
	socket: string,
): { readonly what: string; readonly remedy: string } | null {
	const directory = dirname(socket);
	const fault = faultOf(lstatSync(directory));
	if (fault !== null) {
		const remedy = `make it a directory of your own with mode 0700 (chmod 700 ${directory})`;
		return { what: `${directory} ${fault}`, remedy };
	}
	const parent = openParent(directory);
	if (parent === null) return null;
	return {
		what: `${parent} above the control socket can be changed by everybody`,
		remedy: `take that away (chmod o-w ${parent}) or set XDG_RUNTIME_DIR to a private directory`,
	};
}

function faultOf(stats: Stats): string | null {
	if (stats.isSymbolicLink()) return "is a symbolic link";
	if (!stats.isDirectory()) return "is not a directory";
	if (stats.uid !== process.getuid?.()) return "belongs to another user";
	if ((stats.mode & 0o077) !== 0) return "can be used by others";
	return null;
}

/** A parent that anybody may write to (and that is not sticky) lets others swap our directory; `null`: there is none. */
function openParent(directory: string): string | null {
	let parent = dirname(realpathSync(directory));
	for (;;) {
		const { mode } = lstatSync(parent);
		if ((mode & 0o002) !== 0 && (mode & 0o1000) === 0) return parent;
		if (dirname(parent) === parent) return null;
		parent = dirname(parent);
	}
}

async function removeStale(path: string): Promise<void> {
	const stats = lstatSync(path, { throwIfNoEntry: false });
	if (stats === undefined) return;
	if (!stats.isSocket()) {
		throw new ControlSocketError("not-a-socket", `${path} is not a socket`, "move it away");
	}
	if (await answers(path)) {
		throw new ControlSocketError(
			"in-use",
			`another claude-failover answers on ${path}`,
			"attach to it by starting claude-failover without --headless, or stop it first",
		);
	}
	try {
		unlinkSync(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	}
}

/** Whether somebody listens. Only a plain refusal proves that nobody does. */
function answers(path: string): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const socket = connect(path);
		socket.once("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "ECONNREFUSED" || error.code === "ENOENT") resolve(false);
			else reject(error);
		});
	});
}
