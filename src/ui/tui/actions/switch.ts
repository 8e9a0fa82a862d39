import type { SwitchDialogState } from "../dialogs/dialog.ts";
import type { Room } from "../room.ts";
import { changeDialog, openDialog, toast, topOf } from "../view-store.ts";
import { reasonOf } from "./attempt.ts";
import { watchSwitch } from "./watch.ts";

let asks = 0;

/** Asks for a plan and shows it: of the switch that waits for a yes, if one does. Nothing is done. */
export async function openSwitch(room: Room): Promise<void> {
	openDialog(room.view, {
		kind: "switch",
		ask: 0,
		to: null,
		sessions: null,
		plan: null,
		problem: null,
		running: false,
		button: "cancel",
		scroll: 0,
	});
	const { proposal } = room.frames.store.getState().snapshot.state;
	await planFor(room, proposal?.to ?? null, proposal?.sessions ?? null);
}

/** Plans again: the engine's choice, or the account that was asked for. */
export async function planAgain(room: Room): Promise<void> {
	const dialog = topOf(room.view, "switch");
	if (dialog !== null && !dialog.running) await planFor(room, dialog.to, dialog.sessions);
}

/** Plans for the next of the accounts that the engine looked at. */
export async function planForOther(room: Room): Promise<void> {
	const dialog = topOf(room.view, "switch");
	if (dialog === null || dialog.running || dialog.plan === null) return;
	const names = dialog.plan.candidates.map((candidate) => candidate.account);
	const next = names[(names.indexOf(dialog.to ?? dialog.plan.to ?? "") + 1) % names.length];
	if (next === undefined || next === dialog.plan.to) {
		toast(room.view, "there is no other account to switch to", "warn");
		return;
	}
	await planFor(room, next, dialog.sessions);
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
	change(room, dialog.ask, (d) => ({ ...d, running: true, problem: null }));
	await started(room, dialog.ask, plan.id, `switch ${plan.from} → ${plan.to ?? ""} begun`);
}

async function started(room: Room, ask: number, planId: string, said: string): Promise<void> {
	const refuse = (why: string, remedy: string) =>
		change(room, ask, (d) => ({ ...d, running: false, problem: { why, remedy }, scroll: 0 }));
	try {
		const reply = await room.client.runSwitch(planId);
		if (reply.kind === "refused") {
			refuse(reply.why, reply.remedy);
			return;
		}
		room.view.setState(({ dialogs }) => ({
			dialogs: dialogs.filter((d) => d.kind !== "switch" || d.ask !== ask),
		}));
		toast(room.view, said);
		watchSwitch(room, reply.switchId);
	} catch (error) {
		refuse(
			`the engine did not answer: ${reasonOf(error)}`,
			`look at the events, then plan again: ${room.keymap.keyOf("plan-again", "switch")}`,
		);
	}
}

async function planFor(
	room: Room,
	to: string | null,
	sessions: readonly string[] | null,
): Promise<void> {
	asks += 1;
	const ask = asks;
	const clear = {
		ask,
		to,
		sessions,
		plan: null,
		problem: null,
		scroll: 0,
		button: "cancel",
	} as const;
	changeDialog(room.view, "switch", (d) => ({ ...d, ...clear }));
	try {
		const plan = await room.client.planSwitch({ to, sessions, force: false });
		change(room, ask, (d) => ({ ...d, plan }));
	} catch (error) {
		const problem = {
			why: `no plan: ${reasonOf(error)}`,
			remedy: `${room.keymap.keyOf("plan-again", "switch")} asks again`,
		};
		change(room, ask, (d) => ({ ...d, problem }));
	}
}

/** Changes the dialog that still waits for this answer. */
function change(room: Room, ask: number, by: (d: SwitchDialogState) => SwitchDialogState): void {
	changeDialog(room.view, "switch", (d) => (d.ask === ask ? by(d) : d));
}
