import type { SwitchDialogState } from "../dialogs/dialog.ts";
import { markedIn } from "../facts.ts";
import type { Room } from "../room.ts";
import { closeDialog, type Open, openDialog, toast, topDialog, topOf } from "../view-store.ts";
import { sayUnread } from "./answered.ts";
import { reasonOf } from "./attempt.ts";
import { changeAsked, planFor } from "./plan-switch.ts";
import { beginForGood } from "./undo.ts";
import { watchSwitch } from "./watch.ts";

/** Asks for a plan and shows it: for the marked sessions, else of the switch that waits for a yes. Nothing is done. */
export async function openSwitch(room: Room): Promise<void> {
	const marked = markedIn(room.frames.store.getState(), room.view.getState());
	openDialog(room.view, {
		kind: "switch",
		ask: 0,
		to: null,
		sessions: null,
		stays: [],
		offered: [],
		force: false,
		cursor: null,
		plan: null,
		problem: null,
		running: false,
		button: "cancel",
		scroll: 0,
	});
	const { proposal } = room.frames.store.getState().snapshot.state;
	if (marked.length > 0) await planFor(room, { sessions: marked });
	else await planFor(room, { to: proposal?.to ?? null, sessions: proposal?.sessions ?? null });
}

/** Runs the plan on the screen, and no other: the engine refuses when what it rests on has changed. */
export async function runPlan(room: Room): Promise<void> {
	const dialog = topOf(room.view, "switch");
	if (dialog === null || dialog.running) return;
	const { plan } = dialog;
	if (plan === null) {
		toast(room.view, "there is no plan to run yet", "warn");
		return;
	}
	if (!plan.runnable) {
		const missing = plan.preconditions.find((p) => !p.ok);
		const why = missing === undefined ? plan.why : `${missing.name}: ${missing.detail}`;
		toast(room.view, `this plan cannot run: ${why}`, "warn");
		return;
	}
	changeAsked(room, dialog, dialog.ask, (d) => ({ ...d, running: true, problem: null }));
	beginForGood(room);
	await started(room, dialog, plan.id, `switch ${plan.from} → ${plan.to ?? ""} begun`);
}

async function started(
	room: Room,
	dialog: Open<SwitchDialogState>,
	planId: string,
	said: string,
): Promise<void> {
	const refuse = (why: string, remedy: string) => {
		const refused = { running: false, problem: { why, remedy }, scroll: 0 } as const;
		changeAsked(room, dialog, dialog.ask, (d) => ({ ...d, ...refused }));
		sayUnread(room, dialog, `the switch from ${dialog.plan?.from}`, { why, remedy });
	};
	try {
		const reply = await room.client.runSwitch(planId);
		if (reply.kind === "refused") refuse(reply.why, reply.remedy);
		else showBegun(room, dialog, reply.switchId, said);
	} catch (error) {
		refuse(
			`the engine did not answer: ${reasonOf(error)}`,
			`look at the events, then plan again: ${room.keymap.keyOf("plan-again", "switch")}`,
		);
	}
}

/** Shows how it goes on where the plan was in sight; over nothing else, which may be a line that is written. */
function showBegun(room: Room, dialog: Open, switchId: string, said: string): void {
	const inSight = topDialog(room.view.getState())?.number === dialog.number;
	closeDialog(room.view, dialog);
	if (inSight || topDialog(room.view.getState()) === undefined) {
		toast(room.view, said);
		watchSwitch(room, switchId);
	} else toast(room.view, `${said}; ${room.keymap.keyOf("watch")} watches it`);
}
