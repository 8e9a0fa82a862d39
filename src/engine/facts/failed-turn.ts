import type { Event } from "../../state/events.ts";
import type { State } from "../../state/model.ts";
import { loginRemedy, type WhoseLogin } from "../accounts/login-remedy.ts";
import type { HookPayload } from "../claude/hooks.ts";
import {
	apiFailureOf,
	classifyStopFailure,
	type FailureCause,
	limitEventOf,
	type StopFailureVerdict,
} from "../claude/transcript-failure.ts";
import { readLines, type TranscriptLine } from "../claude/transcript-lines.ts";
import { messageOf } from "../claude/transcript-message.ts";
import type { Files } from "../ports/files.ts";
import type { Life } from "./hook-events.ts";

/** How much of the end of a transcript is looked at: a failure line is among the last. */
const TAIL_BYTES = 256 * 1024;

/** The hook can come before its line is on disk; 3 s of looking again found it each time on 2.1.330. */
const LOOK_AGAIN_MS = 3_000;

/** A hook and its line are of one moment (0.1 s apart on 2.1.330); a line this much older tells of another turn. */
const SAME_TURN_MS = 60_000;

/** A process life, and the account that it belongs to. */
export interface LifeOnAccount extends Life {
	readonly account: WhoseLogin;
	/** The account is known to be spent. */
	readonly spent?: boolean;
}

/** The account of a process life; one that left the configuration is known by its name alone. */
export function ownerOfLife({ accounts }: State, name: string): WhoseLogin {
	return accounts[name] ?? { name, home: "its home", kind: "login" };
}

type StopFailure = Extract<HookPayload, { event: "StopFailure" }>;

/** The last failure line of a transcript, if nothing but the program's own notes follows it. */
export async function lastFailure(
	files: Files,
	transcript: string,
): Promise<TranscriptLine | null> {
	const size = await files.stat(transcript).then(
		(s) => s.size,
		() => 0,
	);
	const { lines } = await readLines(files, transcript, Math.max(0, size - TAIL_BYTES));
	for (const line of lines.toReversed()) {
		if (apiFailureOf(line) !== null) return line;
		if (line["type"] === "user" || line["type"] === "assistant") return null;
	}
	return null;
}

/** What a StopFailure hook says, as events; `null` while the transcript must be looked at again. */
export async function eventsOfStopFailure(
	files: Files,
	life: LifeOnAccount,
	hook: StopFailure,
	hookAt: number,
	now: number,
): Promise<readonly Event[] | null> {
	const last = hook.transcriptPath === null ? null : await lastFailure(files, hook.transcriptPath);
	const line = last !== null && isOlder(last, hookAt) ? null : last;
	const verdict = classifyStopFailure(hook, line);
	// Where the clock was set back in between, nothing is waited for.
	if (verdict.lookAgain && Math.abs(now - hookAt) < LOOK_AGAIN_MS) return null;
	const events = eventsOfFailure(life, verdict, hookAt);
	return verdict.lookAgain && life.spent === true ? events.map(cutByLimit) : events;
}

/**
 * A process that was stopped right after its limit leaves no line of it. Where its account is known to be spent, what
 * was refused was refused for that; it proves nothing of the account that is not known.
 */
function cutByLimit(event: Event): Event {
	if (event.type !== "turn.ended") return event;
	const { outside: _, ...ended } = event;
	return { ...ended, outcome: "limit" };
}

/** The line tells of an earlier turn, or came with a transcript that was copied. */
function isOlder(line: TranscriptLine, hookAt: number): boolean {
	const at = messageOf(line)?.at ?? null;
	return at !== null && hookAt - at > SAME_TURN_MS;
}

/** What a failed turn says of its session and of its account. */
export function eventsOfFailure(
	life: LifeOnAccount,
	verdict: Pick<StopFailureVerdict, "cause" | "limit" | "text">,
	at: number,
): readonly Event[] {
	const { session, incarnation } = life;
	const account = life.account.name;
	const ended = {
		type: "turn.ended",
		session,
		incarnation,
		outcome: verdict.limit === null ? "failed" : "limit",
		cause: verdict.text || verdict.cause,
		backgroundTasks: 0,
		// A request that nobody could have got through says nothing of the task.
		...(verdict.limit === null && verdict.cause !== "unknown" && { outside: true }),
	} as const;
	if (verdict.limit !== null) {
		const { window, resetsAt } = verdict.limit;
		return [
			{ type: "limit.hit", account, window, resetsAt, session, incarnation, observedAt: at },
			ended,
		];
	}
	const trouble = troubleOf(verdict.cause, life.account, verdict.text);
	return trouble === null ? [ended] : [{ type: "account.troubled", account, trouble }, ended];
}

/** How the last turn of a transcript failed, if it did and not before `since` (epoch ms). */
export async function failureAtEnd(
	files: Files,
	transcript: string,
	since: number,
): Promise<StopFailureVerdict | null> {
	const line = await lastFailure(files, transcript);
	const failure = line === null ? null : apiFailureOf(line);
	const at = line === null ? null : (messageOf(line)?.at ?? null);
	if (line === null || failure === null || at === null || at < since) return null;
	const { cause, text } = failure;
	return { cause, limit: limitEventOf(line), text, lookAgain: false };
}

function troubleOf(cause: FailureCause, account: WhoseLogin, text: string) {
	const { name } = account;
	if (cause === "login-needed") {
		return {
			cause: "login-needed",
			what: `account ${name} must log in again: ${text}`,
			remedy: loginRemedy(account),
		} as const;
	}
	if (cause === "org-disabled") {
		return {
			cause: "org-disabled",
			what: `account ${name} was refused by its organisation: ${text}`,
			remedy: `settle it with the provider, then run: claude-failover accounts enable ${name}`,
		} as const;
	}
	return null;
}
