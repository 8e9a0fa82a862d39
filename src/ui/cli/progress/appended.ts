import type { EventRecord } from "../../../state/events.ts";
import type { Switch } from "../../../state/model.ts";
import { readinessText, sentenceOf } from "../../../state/sentences.ts";
import { seconds, stepWords } from "../../tui/present/move-words.ts";
import { plain } from "../../tui/present/plain.ts";
import { clockSeconds } from "../../tui/present/time.ts";
import type { Progress } from "./follow.ts";

/** One line for each step: for a file, a pipe, or a terminal that cannot go back up. */
export function appendedProgress(
	tell: (line: string) => void,
	warn: (line: string) => void,
): Progress {
	let committed = false;
	return {
		step(records, now) {
			for (const record of records) {
				if (record.event.type === "switch.committed") committed = true;
				tell(stepLine(record, now, committed));
			}
		},
		lost: (away) => {
			warn(away ? "the daemon is gone; waiting for it to come back" : "the daemon is back");
		},
		tick() {},
		end() {},
	};
}

function stepLine(record: EventRecord, { begunAt }: Switch, committed: boolean): string {
	const { level, source, text } = sentenceOf(record);
	const mark = { info: " ", warn: "!", error: "E" }[level];
	const after = seconds(Math.max(0, record.at - begunAt));
	const way = committed ? "past the point of no return" : "can still go back";
	const said = `${source}: ${stepText(record, text)}`;
	return plain(`${clockSeconds(record.at)} ${mark} ${said} [${after}, ${way}]`);
}

function stepText({ event }: EventRecord, sentence: string): string {
	if (event.type === "move.ended") return event.outcome + aside(event.note);
	if (event.type !== "move.stepped") return sentence;
	const why = event.readiness === undefined ? null : readinessText[event.readiness];
	return stepWords[event.step] + aside(event.note ?? why);
}

function aside(why: string | null): string {
	return why === null ? "" : ` (${why})`;
}
