import { parseDuration } from "../../engine/config/durations.ts";
import { type Args, has, lastValue } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io, isTerminal } from "./io.ts";

const LONGEST_SECONDS = 86_400;

/** `claude-failover demo`: in the control room, or headless with an outcome for scripts. */
export async function run(args: Args, io: Io): Promise<number> {
	const given = lastValue(args, "seconds");
	const seconds = given === null ? null : secondsOf(given);
	if (given !== null && seconds === null) {
		complain(io, `--seconds needs a number from 1 to ${LONGEST_SECONDS}`);
		return EXIT.usage;
	}
	const json = has(args, "json");
	const headless = has(args, "headless") || json || !isTerminal(io);
	if (!headless && seconds !== null) {
		complain(io, "--seconds goes with --headless; in the control room you quit with q");
		return EXIT.usage;
	}
	if (!headless) return (await import("./demo-room.ts")).demoInRoom({ readonly: false }, io);
	const { demoHeadless } = await import("./demo-headless.ts");
	return demoHeadless({ seconds: seconds ?? 60, json }, io);
}

/** `30`, or a duration such as `30s` and `2m`. */
function secondsOf(text: string): number | null {
	const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1000 : parseDuration(text);
	if (ms === null || ms < 1000 || ms > LONGEST_SECONDS * 1000) return null;
	return ms / 1000;
}
