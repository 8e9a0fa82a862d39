import type { Session, State } from "../../../state/model.ts";
import { nextReset } from "../../../state/resets.ts";
import { selectAccountState, selectAccounts, selectQueueCounts } from "../../../state/select.ts";
import { shippedKeymap } from "../keymap.ts";
import { type Line, lineWidth, type Style, span, spread } from "./line.ts";
import { countNeedy } from "./needs.ts";
import { plain } from "./plain.ts";
import { dispatchWord } from "./queue-row.ts";
import { doingOf } from "./session-row.ts";
import { clock, countdown } from "./time.ts";

const CALL: Style = { color: "magenta" };

/** The line over the footer: what needs a person first, else why the last look at quotas did what it did. */
export function statusLine(
	state: State,
	now: number,
	columns: number,
	key = shippedKeymap.keyOf("next-needy"),
): Line {
	const left = needs(state, now);
	const shapes = besides(state, key);
	const right = shapes.find((shape) => lineWidth(left) + lineWidth(shape) < columns);
	return spread(left, right ?? [], columns);
}

/** How many need the operator, and how the queue stands, the longest first. */
function besides(state: State, key: string): readonly Line[] {
	const { waiting } = selectQueueCounts(state);
	const short = ` queue: ${waiting} waiting`;
	const long = `${short}, dispatch ${dispatchWord(state.dispatch)} `;
	const needy = countNeedy(state);
	const [count, verb] = [` ${key}: ${needy}`, needy === 1 ? "needs" : "need"];
	const queue = (text: string): Line => [span(text, { dimColor: true })];
	if (needy === 0) return [queue(long)];
	return [
		[span(`${count} ${verb} you `, CALL), ...queue(long)],
		[span(count, CALL), ...queue(long)],
		[span(count, CALL), ...queue(`${short} `)],
		queue(long),
	];
}

function needs(state: State, now: number): Line {
	const sessions = Object.values(state.sessions);
	const of = (word: Session["state"]) => sessions.filter((s) => s.state === word);
	const waiting = of("waiting");
	const first = waiting[0];
	if (first !== undefined) {
		const others = waiting.length > 1 ? ` and ${waiting.length - 1} more` : "";
		const text = ` ! ${plain(first.name)}${others} needs you: ${doingOf(first)}`;
		return [span(text, { color: "magenta", bold: true })];
	}
	const [stalled] = of("stalled");
	if (stalled !== undefined) {
		const text = ` ! ${plain(stalled.name)} is stalled: ${doingOf(stalled)}`;
		return [span(text, { color: "red" })];
	}
	const limited = of("limited").length;
	const ready = nextReset(state, now);
	if (ready !== null && state.openSwitch === null) {
		const when = `${plain(ready.account)} is ready at ${clock(ready.at)}, in ${countdown(ready.at - now)}`;
		const wait = limited + of("parked").length;
		const text = ` ! every account is spent, ${wait} session${wait === 1 ? "" : "s"} wait; ${when}`;
		return [span(text, { color: "yellow", bold: true })];
	}
	if (limited > 0 && state.openSwitch === null) {
		const text = ` ! ${limited} session${limited === 1 ? "" : "s"} at the limit. s: plan a switch`;
		return [span(text, { color: "yellow", bold: true })];
	}
	const broken = selectAccounts(state).find((a) => a.trouble !== null);
	if (broken?.trouble) {
		const text = ` ! ${plain(broken.name)} is ${selectAccountState(state, broken, now)}: ${plain(broken.trouble.remedy)}`;
		return [span(text, { color: "red" })];
	}
	if (state.openSwitch !== null) {
		return [span(` switching: ${plain(state.openSwitch.why)}`, { dimColor: true })];
	}
	if (state.verdict !== null) return [span(` ${plain(state.verdict.why)}`, { dimColor: true })];
	return [];
}
