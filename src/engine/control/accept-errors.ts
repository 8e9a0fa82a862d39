import type { Server } from "node:http";
import type { Notice } from "./notice.ts";

/** So often (ms) at most is one told. */
const QUIET_MS = 60_000;

/**
 * Tells of what befalls a server that listens, such as a machine out of files when somebody connects: the engine goes
 * on, and so do those that are in.
 */
export function tellAcceptErrors(
	server: Server,
	door: string,
	now: () => number,
	tell: (notice: Notice) => void,
): Server {
	let told: number | null = null;
	const failed = ({ code, message }: NodeJS.ErrnoException): void => {
		// A clock that was set back keeps nobody quiet.
		if (told !== null && Math.abs(now() - told) < QUIET_MS) return;
		told = now();
		const what = `the control plane could not take a connection on ${door} (${code ?? message})`;
		const remedy =
			"see that the machine and the daemon have open files to spare (ulimit -n, LimitNOFILE)";
		tell({ what, remedy });
	};
	// What keeps it from listening at all is for who opens it.
	return server.once("listening", () => server.on("error", failed));
}
