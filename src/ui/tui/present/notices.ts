import type { ProjectPause, ScheduledSwitch, Switch } from "../../../state/model.ts";
import type { Frame } from "../frame-store.ts";
import type { Room } from "../room.ts";
import { type Line, span } from "./line.ts";
import { plain } from "./plain.ts";
import { clock, countdown, elapsed } from "./time.ts";

export interface Notice {
	readonly key: string;
	readonly line: Line;
}

/** The banners under the header, the most urgent first. */
export function noticesOf(
	frame: Frame,
	{ options, keymap }: Pick<Room, "options" | "keymap">,
): readonly Notice[] {
	const { state } = frame.snapshot;
	const notices: Notice[] = [];
	const say = (key: string, line: Line) => notices.push({ key, line });
	if (frame.link.kind === "lost") {
		const gone = elapsed(frame.now - frame.link.since);
		const text = ` ✕ the daemon is gone, trying again; what you see is ${gone} old`;
		say("lost", [span(text, { color: "red", bold: true })]);
	}
	if (state.openSwitch !== null) {
		const text = ` ${progressOf(state.openSwitch, frame.now)}`;
		say("switch", [span(text, { color: "cyan", bold: true })]);
	}
	if (state.proposal != null && state.openSwitch === null) {
		const { from, to, why } = state.proposal;
		const text = ` ! ${plain(from)} → ${plain(to)} waits for your yes (${plain(why)}); ${keymap.keyOf("switch")} shows the plan`;
		say("proposal", [span(text, { color: "yellow", bold: true })]);
	}
	if (state.dispatch.paused) {
		const since = state.dispatch.since === null ? "" : ` since ${clock(state.dispatch.since)}`;
		const what = state.dispatch.all
			? "dispatch and automatic switching are PAUSED"
			: "dispatch is PAUSED (failover goes on)";
		const text = ` ! ${what}${since}${untilText(state.dispatch.until)}; ${keymap.keyOf("pause")} resumes `;
		say("paused", [span(text, { color: "yellow", bold: true, inverse: true })]);
	}
	const projects = Object.entries(state.dispatch.projects ?? {});
	if (projects.length > 0) {
		say("paused-projects", [
			span(` ! ${pausedProjects(projects)}`, { color: "yellow", bold: true }),
		]);
	}
	if (state.scheduled != null) {
		say("scheduled", [
			span(` ${scheduledText(state.scheduled, frame.now, keymap.keyOf("cancel-switch"))}`, {
				color: "cyan",
			}),
		]);
	}
	if (options.banner !== null)
		say("banner", [span(` ${plain(options.banner)}`, { color: "yellow" })]);
	if (options.demo || state.engine.demo) {
		const text = " demo: simulated accounts and agents; `claude-failover init` sets up your own";
		say("demo", [span(text, { color: "yellow" })]);
	}
	return notices;
}

function untilText(until: number | null | undefined): string {
	return until == null ? "" : ` until ${clock(until)}`;
}

function pausedProjects(projects: readonly (readonly [path: string, ProjectPause])[]): string {
	const names = projects.map(([path, pause]) => {
		return plain(`${path.split("/").at(-1) ?? path}${untilText(pause.until)}`);
	});
	return `tasks are PAUSED of: ${names.toSorted().join(", ")}; claude-failover resume --project P ends it`;
}

function scheduledText({ to, at }: ScheduledSwitch, now: number, key: string): string {
	const when = at > now ? `${clock(at)}, in ${countdown(at - now)}` : "its time, as soon as it can";
	return `a switch to ${plain(to ?? "the best account")} is scheduled for ${when}; ${key} cancels it`;
}

/** How far a switch is: `switch main → backup: 3/8 moved, 2 draining, 12 s, past the point of no return`. */
export function progressOf(open: Switch, now: number): string {
	const moved = open.moves.filter((m) => m.outcome === "moved").length;
	const draining = open.moves.filter((m) => m.outcome === null && m.step === "draining").length;
	const apart = open.moves.filter((m) => m.outcome !== null && m.outcome !== "moved").length;
	const parts = [`${moved}/${open.moves.length} moved`];
	if (draining > 0) parts.push(`${draining} draining`);
	if (apart > 0) parts.push(`${apart} not moved`);
	parts.push(elapsed(now - open.begunAt));
	parts.push(open.committedAt === null ? "can still go back" : "past the point of no return");
	return `switch ${plain(open.from)} → ${plain(open.to)}: ${parts.join(", ")}`;
}
