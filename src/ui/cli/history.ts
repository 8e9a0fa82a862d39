import type { HistoryView, SwitchView } from "../../engine/control/views/history.ts";
import { readinessText } from "../../state/sentences.ts";
import { align, table } from "./print/table.ts";
import { moment } from "./print/times.ts";
import { readCommand, type Sight } from "./read-command.ts";

const TITLES = ["WHEN", "FROM", "TO", "REASON", "OUTCOME", "SECONDS", "SESSIONS", "WHY"];

/** `claude-failover history`: past switches, newest first. */
export const run = readCommand<HistoryView>("/v1/history", historyLines);

export function historyLines({ switches }: HistoryView, sight: Sight): readonly string[] {
	if (switches.length === 0) return ["no switches yet"];
	const [titles = "", ...lines] = table(
		TITLES,
		switches.map((one) => row(one, sight.now)),
		sight.columns,
	);
	return [titles, ...lines.flatMap((line, at) => [line, ...sessionLines(switches[at], sight)])];
}

/** Those that did not simply move, or whose turn was cut, and why. */
function sessionLines(one: SwitchView | undefined, sight: Sight): readonly string[] {
	const told = (one?.sessions ?? []).filter(
		(s) => s.outcome !== "moved" || s.readiness === "forced",
	);
	return align(
		told.map(({ name, outcome, readiness, note }) => {
			const why = note ?? (readiness === null ? "" : readinessText[readiness]);
			return [`  ${name}`, outcome ?? "open", why];
		}),
		sight.columns,
	);
}

function row(one: SwitchView, now: number): readonly string[] {
	return [
		moment(one.begunAt, now),
		one.from,
		one.to,
		one.reason,
		one.outcome ?? "open",
		one.seconds === null ? "-" : one.seconds.toFixed(1),
		`${one.moved}/${one.total}`,
		one.note === null ? one.why : `${one.why} (${one.note})`,
	];
}
