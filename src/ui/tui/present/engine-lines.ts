import type { Link, Snapshot } from "../../../state/client.ts";
import type { Line } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { age, dayClock } from "./time.ts";

/** The engine: which process, which version, since when, and how far its journal is. */
export function engineLines(
	{ seq, state }: Pick<Snapshot, "seq" | "state">,
	link: Link,
	now: number,
	columns: number,
): readonly Line[] {
	const { pid, version, startedAt, stoppedAt, epoch, demo } = state.engine;
	const since =
		startedAt === null
			? "not started"
			: `up ${upFor(now - startedAt)}, since ${dayClock(startedAt, now)}`;
	const stopped = stoppedAt === null ? "" : `, stopped at ${dayClock(stoppedAt, now)}`;
	const name = `claude-failover ${plain(version ?? "?")}${demo ? " (demo)" : ""}`;
	return [
		...indented(0, `${name}, pid ${pid ?? "?"}, ${since}${stopped}`, columns, { bold: true }),
		...indented(0, linkWords(link, now), columns, link.kind === "lost" ? { color: "red" } : {}),
		...indented(0, `journal: event ${seq}, epoch ${epoch}`, columns),
	];
}

function linkWords(link: Link, now: number): string {
	if (link.kind === "here") return "it runs in this process: it ends with this control room";
	if (link.kind === "attached")
		return `attached to pid ${link.pid}: it goes on without this control room`;
	return `the daemon is gone since ${dayClock(link.since, now)}; trying again`;
}

function upFor(ms: number): string {
	const word = age(ms);
	return word === "now" ? "less than a minute" : word;
}
