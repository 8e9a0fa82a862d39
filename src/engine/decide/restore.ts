import type { CheckpointContent } from "../../state/checkpoint-content.ts";
import type { Precondition } from "../../state/client.ts";
import type { Session, State } from "../../state/model.ts";
import { accountState, isMoving } from "../../state/select.ts";
import { ATTENDED_MS } from "../../state/stop-cuts.ts";
import { oweContinuation } from "./relaunch.ts";

const UNUSABLE: ReadonlySet<string> = new Set(["spent", "login-needed", "disabled", "quarantined"]);

/**
 * Where a session is to live that is brought back: where the operator says, where it is pinned, else on its own account
 * if that can be used, else on the active one. `null` when there is none at all. Pure.
 */
export function restoreAccount(
	state: State,
	content: CheckpointContent,
	wanted: string | null,
	now: number,
): string | null {
	const session = state.sessions[content.session];
	const pinned = session?.pinned ?? null;
	if (wanted !== null || pinned !== null) return wanted ?? pinned;
	const usable = (name: string | null): boolean => {
		const account = name === null ? undefined : state.accounts[name];
		return account !== undefined && !UNUSABLE.has(accountState(account, state.policy, now));
	};
	const known = [session?.account ?? null, content.account, state.active];
	return (
		known.find(usable) ?? known.find((name) => name !== null && name in state.accounts) ?? null
	);
}

/** Whether the session's place is free for the conversation of a checkpoint, without any turn being cut. Pure. */
export function restoreSlot(state: State, content: CheckpointContent, now: number): Precondition {
	const name = "session";
	const session = state.sessions[content.session];
	const bad = (detail: string, remedy: string) => ({ name, ok: false, detail, remedy });
	if (session === undefined || session.kind === "observed") {
		const remedy = "name it in the configuration, then restart the engine";
		return bad(`${content.session} is no session of this pool`, remedy);
	}
	if (isMoving(state, session.name)) {
		return bad(`${session.name} is being moved`, "wait until the switch has ended");
	}
	const same = session.conversation !== null && session.conversation === content.conversation;
	if (session.incarnation !== null) return beside(session, same, now);
	const waits = waitsFor(session);
	if (!same && waits !== null) {
		return bad(
			`${session.name} ${waits}`,
			`let it go on first: claude-failover restart ${session.name}`,
		);
	}
	return { name, ok: true, detail: `${session.name} has no process`, remedy: null };
}

/** The session has a process: only one that is idle makes room, and nobody's work is dropped for it. */
function beside(session: Session, same: boolean, now: number): Precondition {
	const name = "session";
	const bad = (detail: string, remedy: string) => ({ name, ok: false, detail, remedy });
	if (same) {
		const remedy = `claude-failover attach ${session.name}; to move it: claude-failover switch --session ${session.name}`;
		return bad(`${session.name} runs this conversation already`, remedy);
	}
	const waits = waitsFor(session);
	if (session.turn !== null || session.state !== "idle" || waits !== null) {
		const what = waits ?? `is ${session.state}`;
		return bad(`${session.name} ${what}, in another conversation`, "wait until its turn has ended");
	}
	if (now - (session.attendedAt ?? 0) < ATTENDED_MS) {
		return bad(`somebody types in ${session.name}`, "wait a minute, or leave that terminal");
	}
	return { name, ok: true, detail: `${session.name} is idle: it is stopped first`, remedy: null };
}

/** What would be lost if the conversation of a session were put aside. */
function waitsFor(session: Session): string | null {
	if (session.task !== null) return `works on ${session.task}`;
	return session.owed === null ? null : "waits to be told to go on";
}

/** No other session may hold the conversation: both would write it. Pure. */
export function restoreWriter(state: State, content: CheckpointContent): Precondition {
	const name = "one writer";
	const { conversation, session } = content;
	const other = Object.values(state.sessions).find(
		(one) => one.name !== session && conversation !== null && one.conversation === conversation,
	);
	if (other === undefined)
		return { name, ok: true, detail: "no other session has it", remedy: null };
	const detail = `${other.name} has this conversation`;
	return { name, ok: false, detail, remedy: `attach to it: claude-failover attach ${other.name}` };
}

/** Whether the conversation is told to go on: as for any other relaunch, or because the checkpoint says so. Pure. */
export function restoreContinues(
	session: Session | undefined,
	content: CheckpointContent,
): boolean {
	if (session === undefined) return false;
	if (session.conversation === content.conversation) return oweContinuation(session);
	const cut = content.turn !== null || content.owed !== null;
	return cut && session.kind === "autonomous";
}
