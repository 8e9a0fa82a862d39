import type { Rect } from "../layout.ts";
import type { Dialog } from "./dialog.ts";

const WIDEST: Readonly<Record<Dialog["kind"], number>> = {
	switch: 100,
	wait: 78,
	restore: 100,
	checkpoints: 140,
	checkpoint: 140,
	session: 160,
	stop: 78,
	"stop-marked": 78,
	"stop-many": 78,
	"new-task": 100,
	task: 100,
	"task-act": 78,
	send: 100,
	progress: 100,
	history: 140,
	"past-switch": 100,
	loops: 100,
	account: 78,
	filter: 0,
	palette: 76,
	help: 76,
	explain: 100,
	quit: 72,
};
const TALLEST: Readonly<Record<Dialog["kind"], number>> = {
	switch: 40,
	wait: 16,
	restore: 40,
	checkpoints: 40,
	checkpoint: 50,
	session: 50,
	stop: 16,
	"stop-marked": 24,
	"stop-many": 24,
	"new-task": 13,
	task: 30,
	"task-act": 14,
	send: 10,
	progress: 40,
	history: 40,
	"past-switch": 50,
	loops: 36,
	account: 16,
	filter: 0,
	palette: 20,
	help: 50,
	explain: 50,
	quit: 9,
};

/** Every kind of dialog there is. */
export const dialogKinds = Object.keys(WIDEST) as readonly Dialog["kind"][];

/** Where a dialog lies: in the middle; the header, the line for toasts and the footer stay in sight. */
export function dialogBox(kind: Dialog["kind"], columns: number, rows: number): Rect {
	const width = Math.min(WIDEST[kind], columns < 60 ? columns : columns - 2);
	const height = Math.min(TALLEST[kind], rows - 3);
	return {
		x: Math.floor((columns - width) / 2),
		y: 1 + Math.floor((rows - 3 - height) / 2),
		width,
		height,
	};
}
