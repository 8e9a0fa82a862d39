import { type Agent, VERSION } from "../agent.ts";
import { planName } from "../start/login.ts";
import { modelName } from "../start/models.ts";
import { type Dialog, dialogLines } from "./dialog.ts";
import type { LiveCursor } from "./screen.ts";
import { widthOf } from "./width.ts";

/** All that the live lines show. */
export interface View {
	/** The spinner's text; null when idle. */
	readonly busy: string | null;
	readonly seconds: number;
	readonly queued: readonly string[];
	readonly dialog: Dialog | null;
	readonly input: string;
	readonly placeholder: string;
	readonly status: string;
	readonly notes: readonly string[];
}

const MODES: Record<string, string> = {
	auto: "⏵⏵ auto mode on (shift+tab to cycle)",
	bypassPermissions: "⏵⏵ bypass permissions on (shift+tab to cycle)",
	acceptEdits: "⏵⏵ accept edits on (shift+tab to cycle)",
	dontAsk: "⏵⏵ don't ask on (shift+tab to cycle)",
	plan: "⏸ plan mode on (shift+tab to cycle)",
};

const INPUT_ROWS = 6;

/** The three lines at the top of a session (samples of 2.1.330). */
export function headerText(agent: Agent): string {
	return [
		` ▐▛███▛█   Claude Code v${VERSION}`,
		`▝▜██████▀  ${modelName(agent.model)} · ${planName(agent.login)}`,
		` ▝▝   ▝▝   ${agent.cwd}`,
		"",
	].join("\n");
}

function inputLines(view: View): string[] {
	if (view.input === "") return [`❯ ${view.placeholder}`];
	const rows = view.input.split("\n").slice(-INPUT_ROWS);
	return rows.map((row, at) => `${at === 0 ? "❯" : " "} ${row}`);
}

function footer(agent: Agent, busy: boolean): string {
	const mode = MODES[agent.permissionMode] ?? "? for shortcuts";
	return `  ${mode}${busy ? " · esc to interrupt" : ""} · ← for agents`;
}

function busyLines(view: View): string[] {
	const queued = view.queued.flatMap((text) => [
		`❯ ${text.split("\n")[0] ?? ""}`,
		"  ⎿  Queued · ctrl+x ctrl+s to send now",
	]);
	const spinner = view.busy === null ? [] : [`✽ ${view.busy} (${view.seconds}s)`];
	return [...queued, ...spinner];
}

/** Where the cursor stands: behind what is typed (seen on 2.1.330); `null` while a dialog is open. */
export function cursorIn(view: View): LiveCursor | null {
	if (view.dialog !== null) return null;
	const typed = view.input.split("\n").slice(-INPUT_ROWS);
	const above = busyLines(view).length + 1;
	return { row: above + typed.length - 1, column: 2 + widthOf(typed.at(-1) ?? "") };
}

/** The live part of the screen: spinner, dialog or input box, status line, mode. */
export function liveLines(agent: Agent, view: View, columns: number): string[] {
	if (view.dialog !== null) return [...busyLines(view), ...dialogLines(view.dialog, columns)];
	const rule = "─".repeat(columns);
	const status = view.status === "" ? [] : [`  ${view.status}`];
	const below = [...view.notes.map((note) => `  ${note}`), ...status];
	return [
		...busyLines(view),
		rule,
		...inputLines(view),
		rule,
		...below,
		footer(agent, view.busy !== null),
	];
}
