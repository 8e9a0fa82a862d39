import type { CheckpointDialogState, Dialog } from "../dialogs/dialog.ts";
import { factsOf, subjectOf } from "../facts.ts";
import type { Action, Binding } from "../keymap.ts";
import { type PaneId, panes } from "../layout.ts";
import type { Room, Terminal } from "../room.ts";
import { contextsOf } from "../route-keys.ts";
import { nextOrder } from "../session-order.ts";
import type { Edit } from "../text-field.ts";
import { changeTop, closeTop, openDialog, toast, topDialog } from "../view-store.ts";
import { openUse, otherUse, runUse } from "./account-use.ts";
import { attach } from "./attach.ts";
import { attempt } from "./attempt.ts";
import { takeCheckpoint } from "./checkpoint.ts";
import { openCheckpoint, openCheckpoints, showPart } from "./checkpoints.ts";
import { copy } from "./copy.ts";
import { openExplain } from "./explain.ts";
import { back, clearFilter, openFilter } from "./filter.ts";
import { openHistory, openPastSwitch } from "./history.ts";
import { openLoops } from "./loops.ts";
import { mark, nextNeedy } from "./mark.ts";
import { move } from "./move.ts";
import { nextProject, openNewTask, runNewTask } from "./new-task.ts";
import { choose, complete, openPalette } from "./palette.ts";
import { togglePause } from "./pause.ts";
import { leaveOut, planAgain, planForced, planForOther } from "./plan-switch.ts";
import { quit } from "./quit.ts";
import { refresh } from "./refresh.ts";
import { openRestore, planRestoreAgain, runRestore } from "./restore.ts";
import { cancelSwitch } from "./scheduled.ts";
import { openSend, runSend } from "./send.ts";
import { openStop, restart, runStop } from "./stop.ts";
import { runStopMarked } from "./stop-marked.ts";
import { suspend } from "./suspend.ts";
import { openSwitch, runPlan } from "./switch.ts";
import { changePriority, openTask, openTaskAct, runTaskAct } from "./task.ts";
import { undo } from "./undo.ts";
import { openWait, runWait } from "./wait.ts";
import { watch } from "./watch.ts";
import { editText } from "./write.ts";

type Act = (room: Room, terminal: Terminal) => void | Promise<void>;

const focus =
	(pane: PaneId): Act =>
	({ view }) =>
		view.setState({ focus: pane });

const step =
	(by: number): Act =>
	({ view }) =>
		view.setState(({ focus: now }) => {
			const next = panes[(panes.indexOf(now) + by + panes.length) % panes.length];
			return { focus: next ?? now };
		});

const moving =
	(action: Parameters<typeof move>[1]): Act =>
	(room, terminal) =>
		move(room, action, terminal);

const editing =
	(edit: Edit): Act =>
	(room) =>
		editText(room, edit);

/** What a key does in each dialog that binds it. */
const inDialog =
	(by: Partial<Record<Dialog["kind"], Act>>): Act =>
	(room, terminal) => {
		const kind = topDialog(room.view.getState())?.kind;
		return kind === undefined ? undefined : by[kind]?.(room, terminal);
	};

const otherButton: Act = ({ view }) =>
	changeTop(view, (dialog) =>
		"button" in dialog
			? { ...dialog, button: dialog.button === "cancel" ? "run" : "cancel" }
			: dialog,
	);

const YES: ReadonlySet<Action> = new Set(["confirm", "quit-now"]);

/** The button does what the yes of the dialog does, so what forbids that forbids it too. */
const press: Act = async (room, terminal) => {
	const dialog = topDialog(room.view.getState());
	if (dialog === undefined || !("button" in dialog)) return;
	const yes = room.keymap.of(dialog.kind).find(({ action }) => YES.has(action));
	if (dialog.button === "cancel") closeTop(room.view);
	else if (yes !== undefined) await perform(room, yes, terminal);
};

/** From the list it opens the selected checkpoint, in an open one it shows another part. */
const lookInto = (part: CheckpointDialogState["part"]): Act =>
	inDialog({
		checkpoints: (room) => openCheckpoint(room, part),
		checkpoint: (room) => showPart(room, part),
	});

const runChosen: Act = async (room, terminal) => {
	const binding = choose(room);
	if (binding !== null) await perform(room, binding, terminal);
};

const openSession: Act = (room) => {
	const session = subjectOf(room.frames.store.getState(), room.view.getState());
	if (session !== null) openDialog(room.view, { kind: "session", session });
};

const attachToSession: Act = async (room, terminal) => {
	const session = subjectOf(room.frames.store.getState(), room.view.getState());
	if (session !== null) await attach(room, session, terminal);
};

const openHelp: Act = ({ view }) => {
	const contexts = contextsOf(view.getState());
	openDialog(view, { kind: "help", contexts, scroll: 0 });
};

const acts: Readonly<Record<Action, Act>> = {
	quit,
	"quit-now": (room) => room.quit(),
	help: openHelp,
	repaint: (_room, terminal) => terminal.repaint(),
	down: moving("down"),
	up: moving("up"),
	first: moving("first"),
	last: moving("last"),
	"page-down": moving("page-down"),
	"page-up": moving("page-up"),
	"pane-sessions": focus("sessions"),
	"pane-quota": focus("quota"),
	"pane-queue": focus("queue"),
	"pane-events": focus("events"),
	"pane-preview": focus("preview"),
	"pane-next": step(1),
	"pane-previous": step(-1),
	zoom: ({ view }) => view.setState({ zoomed: true }),
	back,
	order: ({ frames }) => frames.order(nextOrder(frames.store.getState().orderedBy)),
	copy,
	account: openUse,
	"other-use": otherUse,
	watch,
	history: openHistory,
	"open-switch": openPastSwitch,
	loops: openLoops,
	filter: openFilter,
	"clear-filter": clearFilter,
	palette: openPalette,
	complete,
	open: openSession,
	attach: attachToSession,
	switch: openSwitch,
	explain: openExplain,
	pause: togglePause,
	checkpoints: openCheckpoints,
	"checkpoint-held": lookInto("held"),
	"checkpoint-transcript": lookInto("transcript"),
	"checkpoint-compare": lookInto("compared"),
	"take-checkpoint": takeCheckpoint,
	close: ({ view }) => closeTop(view),
	restore: openRestore,
	confirm: inDialog({
		switch: runPlan,
		wait: runWait,
		restore: runRestore,
		stop: runStop,
		"stop-marked": runStopMarked,
		"stop-many": runStopMarked,
		"new-task": runNewTask,
		"task-act": runTaskAct,
		send: runSend,
		palette: runChosen,
		account: runUse,
	}),
	press,
	"other-button": otherButton,
	"other-account": planForOther,
	"leave-out": leaveOut,
	force: planForced,
	"wait-for-reset": openWait,
	"cancel-switch": cancelSwitch,
	"next-needy": nextNeedy,
	mark,
	"new-task": openNewTask,
	"next-project": nextProject,
	higher: (room) => changePriority(room, -1),
	lower: (room) => changePriority(room, 1),
	"open-task": openTask,
	retry: (room) => openTaskAct(room, "retry"),
	drop: (room) => openTaskAct(room, "drop"),
	refresh,
	suspend,
	"plan-again": inDialog({ switch: planAgain, restore: planRestoreAgain }),
	stop: openStop,
	restart,
	send: openSend,
	undo,
	"text-left": editing("left"),
	"text-right": editing("right"),
	"text-start": editing("start"),
	"text-end": editing("end"),
	"text-erase": editing("erase"),
	"text-delete": editing("delete"),
	"text-erase-word": editing("erase-word"),
	"text-erase-all": editing("erase-all"),
};

/** Does what a key is bound to, or says why not. */
export async function perform(room: Room, binding: Binding, terminal: Terminal): Promise<void> {
	const facts = factsOf(room, room.frames.store.getState(), room.view.getState());
	const reason = binding.disabledReason?.(facts) ?? null;
	if (reason !== null) {
		toast(room.view, reason, "warn");
		return;
	}
	await attempt(room, binding.description, async () => acts[binding.action](room, terminal));
}
