import { setTimeout as sleep } from "node:timers/promises";
import { connectControl } from "../../engine/control/remote-client.ts";
import { SCHEMA_VERSION } from "../../engine/control/views/schema-version.ts";
import type { Link, Snapshot } from "../../state/client.ts";
import type { EventRecord } from "../../state/events.ts";
import { sentenceOf } from "../../state/sentences.ts";
import { plain } from "../tui/present/plain.ts";
import { clockSeconds } from "../tui/present/time.ts";
import { type Args, has } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, controlSocket, type Io, say } from "./io.ts";
import { jsonText } from "./print/json.ts";
import { withStopSignal } from "./stop-signal.ts";
import { sayNoDaemon, sayRefusedByDaemon, talk } from "./talk.ts";

/** `claude-failover events`: the recent events; with `--follow` those to come as well. */
export async function run(args: Args, io: Io): Promise<number> {
	const lineOf = lineFor(args);
	if (has(args, "follow")) return followEvents(() => true, lineOf, io);
	const told = await talk<Snapshot>(io, { method: "GET", path: "/v1/state" });
	if (told.kind === "exit") return told.code;
	for (const record of told.body.recent) say(io, lineOf(record));
	return EXIT.done;
}

/** How an event is printed: for a person, or with `--json` for a script. */
export function lineFor(args: Args): (record: EventRecord) => string {
	return has(args, "json") ? jsonLine : humanLine;
}

/** One line for a person: when, how bad, about what, and what happened. */
export function humanLine(record: EventRecord): string {
	const { level, source, text } = sentenceOf(record);
	const mark = { info: " ", warn: "!", error: "E" }[level];
	return plain(`${clockSeconds(record.at)} ${mark} ${source}: ${text}`);
}

/** One JSON object: the record, and how a person would read it. */
export function jsonLine(record: EventRecord): string {
	return jsonText({ schemaVersion: SCHEMA_VERSION, ...record, ...sentenceOf(record) });
}

/** Prints the recent events that are wanted and those to come, until a signal ends it. */
export async function followEvents(
	isWanted: (record: EventRecord) => boolean,
	lineOf: (record: EventRecord) => string,
	io: Io,
): Promise<number> {
	const connection = await connectControl(controlSocket(io), { now: io.now });
	if (connection.kind === "no-daemon") return sayNoDaemon(io);
	if (connection.kind === "refused") return sayRefusedByDaemon(io, connection.why);
	const { client } = connection;
	let shown = -1;
	const show = ({ recent }: Snapshot): void => {
		const last = recent.at(-1)?.seq ?? -1;
		if (last < shown) shown = -1;
		for (const record of recent) {
			if (record.seq > shown && isWanted(record)) say(io, lineOf(record));
		}
		shown = Math.max(shown, last);
	};
	show(client.store.getState());
	client.store.subscribe(show);
	client.link.subscribe((link) => sayLink(link, io));
	await withStopSignal((signal) => sleep(2 ** 30, undefined, { signal }).catch(() => {}));
	await client.close();
	return EXIT.done;
}

function sayLink(link: Link, io: Io): void {
	if (link.kind === "lost") complain(io, "the daemon is gone; waiting for it to come back");
	else complain(io, "the daemon is back");
}
