import type { ActReply, EngineClient } from "../../../state/client.ts";
import type { State } from "../../../state/model.ts";
import { accountOf } from "../facts.ts";
import { type AccountUse, accountUses } from "../present/account-use-lines.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { changeDialog, openDialog, toast, topOf } from "../view-store.ts";
import { closeDone, refuseIn } from "./answered.ts";
import { noAnswer } from "./attempt.ts";
import { act } from "./undo.ts";

/** Shows what could be set for the account. Nothing is done. */
export function openUse(room: Room): void {
	const frame = room.frames.store.getState();
	const account = accountOf(frame, room.view.getState());
	if (account === null) return;
	const to = settingOf(frame.snapshot.state, account) === "enabled" ? "drained" : "enabled";
	const fresh = { problem: null, running: false, button: "cancel" } as const;
	openDialog(room.view, { kind: "account", account, to, ...fresh });
}

/** Shows the next of what can be set. */
export function otherUse(room: Room): void {
	const dialog = topOf(room.view, "account");
	if (dialog === null || dialog.running) return;
	const now = settingOf(room.frames.store.getState().snapshot.state, dialog.account);
	const offered = accountUses.filter((one) => one !== now);
	const next = offered[(offered.indexOf(dialog.to) + 1) % offered.length] ?? dialog.to;
	changeDialog(room.view, dialog, (d) => ({ ...d, to: next, problem: null, button: "cancel" }));
}

/** Sets what is shown. */
export async function runUse(room: Room): Promise<void> {
	const dialog = topOf(room.view, "account");
	if (dialog === null || dialog.running) return;
	const { account, to } = dialog;
	const before = settingOf(room.client.store.getState().state, account);
	changeDialog(room.view, dialog, (d) => ({ ...d, running: true, problem: null }));
	const reply = await act(room, {
		subject: `account ${account}`,
		ask: () => room.client.setUse(account, to).catch(noAnswer("A")),
		undo: () => ({
			what: `that ${account} is ${to}`,
			back: (client) => setBack(client, account, before, to),
		}),
	});
	if (reply.kind === "refused") {
		refuseIn(room, dialog, `setting ${plain(account)} to ${to}`, reply);
		return;
	}
	closeDone(room, dialog);
	toast(room.view, `${account} is ${to}; u undoes that`);
}

async function setBack(
	client: EngineClient,
	account: string,
	before: AccountUse,
	to: AccountUse,
): Promise<ActReply> {
	const now = settingOf(client.store.getState().state, account);
	// The store may not have heard of the act yet.
	if (now === to || now === before) return client.setUse(account, before);
	const remedy = "set what you want in its dialog";
	return { kind: "refused", why: `somebody else has ${now} ${account} since`, remedy };
}

/** What is set for an account now. */
export function settingOf({ accounts }: State, account: string): AccountUse {
	return accounts[account]?.withheld ?? "enabled";
}
