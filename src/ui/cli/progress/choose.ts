import { complain, type Io, say } from "../io.ts";
import { appendedProgress } from "./appended.ts";
import type { Progress } from "./follow.ts";
import { canRedraw, liveProgress } from "./live.ts";

/** Rows that are written over on a terminal, else a line for each step. */
export function progressFor(io: Io): Progress {
	if (canRedraw(io)) return liveProgress(io);
	return appendedProgress(
		(line) => say(io, line),
		(line) => complain(io, line),
	);
}
