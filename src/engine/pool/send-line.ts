import type { SendReply } from "../../state/client.ts";
import type { Incarnation, Session } from "../../state/model.ts";
import { EMPTY_BOX } from "../claude/input-box.ts";
import { whyNotTyped } from "../claude/typed-line.ts";
import { obstacleToSend } from "../decide/send.ts";
import type { EngineParts } from "../parts.ts";
import { whenRecorded } from "../when-recorded.ts";
import { refused } from "./launched.ts";
import { onSession } from "./on-session.ts";
import type { Pool } from "./pool.ts";

type Parts = Pick<EngineParts, "recorder" | "clock" | "tmux">;

/** So long after somebody typed in an attached terminal nothing is typed between. */
const UNTOUCHED_MS = 5_000;

/** The UserPromptSubmit hook comes within a second; a busy machine is given more. */
const CONFIRM_MS = 10_000;

/**
 * Types one line into an idle session at a person's word, and submits it: once, while tmux sees an empty input box.
 * Resolves when its turn began, or when that could not be seen. Nothing else is done to the session meanwhile.
 */
export async function sendLine(
	parts: Parts,
	pool: Pool,
	name: string,
	line: string,
): Promise<SendReply> {
	const wrong = whyNotTyped(line);
	if (wrong !== null) {
		return refused(wrong, `shorten or reword it, or type it there: claude-failover attach ${name}`);
	}
	return onSession(parts, pool, name, (session) => send(parts, session, line));
}

async function send(parts: Parts, session: Session, line: string): Promise<SendReply> {
	const { recorder, clock } = parts;
	const { name, incarnation: life } = session;
	const obstacle = obstacleToSend(recorder.state(), session, clock.now());
	if (obstacle !== null) return obstacle;
	if (life === null) throw new Error(`${name} has no process, and that was no obstacle`);
	return type(parts, name, life, line);
}

async function type(
	parts: Parts,
	name: string,
	life: Incarnation,
	line: string,
): Promise<SendReply> {
	const { recorder, clock, tmux } = parts;
	const { pane, pid, id: incarnation } = life;
	const { seq } = recorder.store.getState();
	recorder.commit({ type: "session.line-typed", session: name, incarnation });
	const untouchedSince = clock.now() - UNTOUCHED_MS;
	const pasted = await tmux.paste({ pane, pid, incarnation, ...EMPTY_BOX, untouchedSince }, line);
	const attach = `claude-failover attach ${name}`;
	if (pasted.kind === "fenced") return recorder.giveWay();
	if (pasted.kind === "changed") {
		const why = "it shows no empty input box, or somebody is at it: nothing was typed";
		return refused(why, `look: ${attach}`);
	}
	if (pasted.kind === "failed") return unconfirmed(`tmux did not answer: ${pasted.why}`, attach);
	const began = await whenRecorded(
		parts,
		seq,
		(event) => event.type === "turn.started" && event.incarnation === incarnation,
		CONFIRM_MS,
	);
	if (began) return { kind: "accepted" };
	return unconfirmed(`it was typed, and no turn began within ${CONFIRM_MS / 1000} s`, attach);
}

function unconfirmed(why: string, attach: string): SendReply {
	return { kind: "unconfirmed", why, remedy: `look before you send it again: ${attach}` };
}
