import type { EngineClient } from "../../../state/client.ts";
import type { SwitchDialogState } from "../dialogs/dialog.ts";
import type { Room } from "../room.ts";
import { changeDialog, type Open, toast, topOf } from "../view-store.ts";
import { reasonOf } from "./attempt.ts";

/** What the operator wants to have planned. */
type Wish = Pick<SwitchDialogState, "to" | "sessions" | "stays" | "force">;

const NOBODY = {
	why: "all who could move are left out by you",
	remedy: "space takes the one under the cursor in again",
};

let asks = 0;

/** Has the open dialog planned by what is wished of it; what is not named stays as it is. */
export async function planFor(room: Room, wish: Partial<Wish>): Promise<void> {
	const dialog = topOf(room.view, "switch");
	if (dialog === null) return;
	asks += 1;
	const ask = asks;
	const wanted = { ...dialog, ...wish };
	// The session that was just left out, or taken in, stays in sight.
	const scroll = wish.stays === undefined ? 0 : dialog.scroll;
	const clear = { plan: null, problem: null, button: "cancel" } as const;
	changeDialog(room.view, dialog, () => ({ ...wanted, ...clear, scroll, ask }));
	try {
		const answer = await planned(room.client, wanted);
		changeAsked(room, dialog, ask, (d) => ({ ...d, ...answer }));
	} catch (error) {
		const again = room.keymap.keyOf("plan-again", "switch");
		const problem = { why: `no plan: ${reasonOf(error)}`, remedy: `${again} asks again` };
		changeAsked(room, dialog, ask, (d) => ({ ...d, problem }));
	}
}

/** Changes the dialog that still waits for this answer. */
export function changeAsked(
	room: Room,
	dialog: Open<SwitchDialogState>,
	ask: number,
	by: (d: SwitchDialogState) => SwitchDialogState,
): void {
	changeDialog(room.view, dialog, (d) => (d.ask === ask ? by(d) : d));
}

/** Plans again from what is true now. */
export async function planAgain(room: Room): Promise<void> {
	if (editable(room) !== null) await planFor(room, {});
}

/** Plans for the next of the accounts that the engine looked at. */
export async function planForOther(room: Room): Promise<void> {
	const dialog = editable(room);
	if (dialog === null || dialog.plan === null) return;
	const names = dialog.plan.candidates.map((candidate) => candidate.account);
	const next = names[(names.indexOf(dialog.to ?? dialog.plan.to ?? "") + 1) % names.length];
	if (next === undefined || next === dialog.plan.to) {
		toast(room.view, "there is no other account to switch to", "warn");
		return;
	}
	await planFor(room, { to: next });
}

/** Plans to cut the turns that are under way, or to wait for their end again. */
export async function planForced(room: Room): Promise<void> {
	const dialog = editable(room);
	if (dialog !== null) await planFor(room, { force: !dialog.force });
}

/** Leaves the session under the cursor out of the plan, or takes it in again. */
export async function leaveOut(room: Room): Promise<void> {
	const dialog = editable(room);
	if (dialog === null) return;
	const { cursor, stays, offered } = dialog;
	if (cursor === null || !offered.includes(cursor)) {
		toast(room.view, "j goes to a session of the plan; space leaves that one out", "warn");
		return;
	}
	if (stays.includes(cursor)) {
		await planFor(room, { stays: stays.filter((name) => name !== cursor) });
		return;
	}
	if (offered.every((name) => name === cursor || stays.includes(name))) {
		toast(room.view, "nobody else would move: esc leaves everything as it is", "warn");
		return;
	}
	await planFor(room, { stays: [...stays, cursor] });
}

/** The plan of all, and then of those whom the operator did not leave out: only who can go may be named. */
async function planned(
	client: EngineClient,
	{ to, sessions, stays, force }: Wish,
): Promise<Pick<SwitchDialogState, "plan" | "offered" | "problem">> {
	const whole = await client.planSwitch({ to, sessions, force });
	const offered = whole.moves.map(({ session }) => session);
	const going = offered.filter((name) => !stays.includes(name));
	if (going.length === offered.length) return { plan: whole, offered, problem: null };
	if (going.length === 0) return { plan: null, offered, problem: NOBODY };
	const plan = await client.planSwitch({ to: whole.to, sessions: going, force });
	return { plan, offered, problem: null };
}

function editable(room: Room): Open<SwitchDialogState> | null {
	const dialog = topOf(room.view, "switch");
	return dialog === null || dialog.running ? null : dialog;
}
