import { factsOf } from "../facts.ts";
import type { Frame } from "../frame-store.ts";
import type { Line } from "../present/line.ts";
import type { Room } from "../room.ts";
import { dialogBox } from "./box.ts";
import { checkpointText } from "./CheckpointDialog.tsx";
import type { Dialog } from "./dialog.ts";
import { loopsText } from "./LoopsDialog.tsx";
import { pastSwitchText } from "./PastSwitchDialog.tsx";
import { progressText } from "./ProgressDialog.tsx";
import {
	explainText,
	helpText,
	PLAN_CHROME,
	restoreText,
	scrollLimit,
	stopMarkedText,
} from "./scroll.ts";
import { taskActText } from "./TaskActDialog.tsx";
import { taskText } from "./TaskDialog.tsx";
import { waitText } from "./WaitDialog.tsx";

/** Dialogs with a text of which a part is in sight. */
export type Scrolling = Exclude<
	Extract<Dialog, { readonly scroll: number }>,
	// Its rows have a cursor as well.
	{ readonly kind: "switch" }
>;

/** What a dialog of one kind scrolls. */
interface Scrolled<D> {
	/** The whole text in rows of at most `columns`. */
	text(dialog: D, columns: number, room: Room, frame: Frame): readonly Line[];
	/** Rows of the dialog that do not scroll: edges, and what stands under the text. */
	readonly chrome: number;
}

type Table = { readonly [K in Scrolling["kind"]]: Scrolled<Extract<Scrolling, { kind: K }>> };

type StopSeveral = Extract<Scrolling, { kind: "stop-marked" | "stop-many" }>;

function stopText(dialog: StopSeveral, columns: number, _: Room, { snapshot, now }: Frame) {
	return stopMarkedText(dialog, snapshot.state.sessions, now, columns);
}

const texts: Table = {
	restore: { text: restoreText, chrome: PLAN_CHROME },
	wait: {
		text: (dialog, columns, _, frame) => waitText(dialog, frame, columns),
		chrome: PLAN_CHROME,
	},
	"stop-marked": { text: stopText, chrome: PLAN_CHROME },
	"stop-many": { text: stopText, chrome: PLAN_CHROME },
	task: { text: (dialog, columns, _, frame) => taskText(dialog, frame, columns), chrome: 2 },
	"task-act": {
		text: (dialog, columns, _, frame) => taskActText(dialog, frame, columns),
		chrome: PLAN_CHROME,
	},
	explain: { text: explainText, chrome: 2 },
	progress: {
		text: ({ switchId }, _, __, { snapshot, now }) => progressText(snapshot.state, switchId, now),
		chrome: 4,
	},
	"past-switch": {
		text: ({ switchId }, columns, _, { snapshot, minute }) =>
			pastSwitchText(snapshot.state, switchId, minute, columns),
		chrome: 2,
	},
	loops: { text: (dialog, columns, _, frame) => loopsText(dialog, frame, columns), chrome: 2 },
	checkpoint: {
		text: (dialog, columns, _, { minute }) => checkpointText(dialog, minute, columns),
		chrome: 2,
	},
	help: {
		text: (dialog, _, room, frame) => helpText(dialog, factsOf(room, frame, room.view.getState())),
		chrome: 2,
	},
};

/** How far the text of a dialog can scroll on a terminal of this size. */
export function scrollLimitOf(
	room: Room,
	dialog: Scrolling,
	{ columns, rows }: { readonly columns: number; readonly rows: number },
): number {
	const box = dialogBox(dialog.kind, columns, rows);
	const { text, chrome } = texts[dialog.kind] as Scrolled<Scrolling>;
	const lines = text(dialog, box.width - 4, room, room.frames.store.getState());
	return scrollLimit(lines.length, box.height - chrome);
}
