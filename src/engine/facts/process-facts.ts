import type { Event } from "../../state/events.ts";
import type { Incarnation, Session, State, Turn } from "../../state/model.ts";
import { spentWindows } from "../../state/select.ts";
import { type RegistryEntry, readRegistry } from "../claude/registry.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import { readAllLines } from "../claude/transcript-lines.ts";
import { turnsOf } from "../claude/transcript-turns.ts";
import type { EngineParts } from "../parts.ts";
import type { Pane, Tmux } from "../tmux/tmux.ts";
import { eventsOfFailure, failureAtEnd, ownerOfLife } from "./failed-turn.ts";
import { ownerQuestion } from "./owner-question.ts";
import { silenceOf } from "./sign-of-life.ts";
import type { LostLives } from "./tmux-server.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "processes"> & {
	readonly tmux: Pick<Tmux, "capture">;
};

/** Without a registry entry for this long a live process stands at a start-up screen. */
const START_SCREEN_MS = 45_000;

/** The registry says idle while a turn is open: after this long its last hook is not coming any more. */
const MISSED_STOP_MS = 3_000;

const STATES = { idle: "idle", busy: "working", waiting: "waiting", unknown: "unknown" } as const;

/** tmux 3.3a can miss the end of a process under load; after this long its pane is not waited for. */
const PANE_WAIT_MS = 3_000;

/** Since when a process life is seen to be gone while its pane does not say so. */
export type GoneSince = Map<string, number>;

/** One that lives so long after we asked it to end does not heed it: claude took 1.6 s at most on 2.1.330. */
const HEEDED_MS = 60_000;

/** What the pane, the process and Claude's own registry say of one session, as events. */
export async function processFacts(
	parts: Parts,
	session: Session,
	panes: readonly Pane[],
	goneSince: GoneSince,
	lost: LostLives = new Set(),
): Promise<readonly Event[]> {
	const life = session.incarnation;
	if (life === null) return [];
	const pane = panes.find((p) => p.id === life.pane && p.incarnation === life.id);
	const alive = (await parts.processes.startTime(life.pid)) === life.startTime;
	if (alive) {
		const facts = pane === undefined || pane.dead ? [] : await registryFacts(parts, session, life);
		return [...outlived(session, life, parts.clock.now()), ...facts];
	}
	const now = parts.clock.monotonic();
	const since = goneSince.get(life.id) ?? now;
	goneSince.set(life.id, since);
	// How the process ended is known once its pane says so.
	if (pane !== undefined && !tellsHow(pane) && now - since < PANE_WAIT_MS) return [];
	goneSince.delete(life.id);
	return [ended(session, life, pane, lost)];
}

function outlived(session: Session, life: Incarnation, now: number): readonly Event[] {
	if (life.stoppingAt == null || now - life.stoppingAt < HEEDED_MS) return [];
	return [{ type: "session.stop-outlived", session: session.name, incarnation: life.id }];
}

/** A pane is dead a moment before its status is known (seen on tmux 3.3a). */
function tellsHow(pane: Pane): boolean {
	return pane.dead && (pane.deadStatus !== null || pane.deadSignal != null);
}

function ended(
	session: Session,
	life: Incarnation,
	pane: Pane | undefined,
	lost: LostLives,
): Event {
	const over = { type: "session.ended", session: session.name, incarnation: life.id } as const;
	if (pane === undefined && lost.has(life.id)) {
		return { ...over, how: "lost", note: "its tmux server ended" };
	}
	const status = pane?.deadStatus ?? null;
	// `/exit` and two Ctrl-C end with 0; a session that never worked did not end by its operator's wish.
	const how = status === 0 && life.confirmedAt !== null ? "exit" : "death";
	const signal = pane?.deadSignal ?? null;
	const end = signal === null ? `exit status ${status ?? "unknown"}` : `ended by signal ${signal}`;
	const note = pane === undefined ? "its pane is gone" : end;
	return { ...over, how, note };
}

async function registryFacts(
	parts: Parts,
	session: Session,
	life: Incarnation,
): Promise<readonly Event[]> {
	const { clock, recorder } = parts;
	const entry = await entryOf(parts, life);
	const now = clock.now();
	if (entry === null) {
		return now - life.launchedAt < START_SCREEN_MS ? [] : atStartScreen(session, life);
	}
	const next = STATES[entry.status];
	if (next === "idle" && session.turn !== null) {
		const over = isOver(session.turn, entry.updatedAt, now);
		return over ? missedEnd(parts, session, life) : [];
	}
	const asked = await ownerQuestion(parts, session, life, entry);
	if (asked !== null) return asked;
	if (next === "waiting" && startedUnderSpent(session, life, recorder.state(), now)) {
		return limitedAtStart(parts, session, life);
	}
	if (next === "working") return workingFacts(parts, session, life, entry.updatedAt);
	const known = session.state === next || session.state === "limited";
	return known ? [] : [seen(session, life, next, next === "waiting" ? entry.waitingFor : null)];
}

/** Said once; it is over with the first sign of life. */
async function workingFacts(
	parts: Parts,
	session: Session,
	life: Incarnation,
	registryUpdatedAt: number | null,
): Promise<readonly Event[]> {
	const silence = await silenceOf(parts, session, registryUpdatedAt);
	const next = silence === null ? "working" : "stalled";
	if (session.state === next) return [];
	const minutes = Math.floor((silence ?? 0) / 60_000);
	return [
		seen(session, life, next, silence === null ? null : `no sign of life for ${minutes} min`),
	];
}

function entryOf({ config, files }: Parts, life: Incarnation): Promise<RegistryEntry | null> {
	const home = config.accounts.find((a) => a.name === life.account)?.home;
	return home === undefined ? Promise.resolve(null) : readRegistry(files, home, life.pid);
}

function atStartScreen(session: Session, life: Incarnation): readonly Event[] {
	const note = "it stands at a start-up screen: attach and answer it";
	// `limited` stands: said again at every look, it would wake the next look at once.
	const stands = session.state === "waiting" || session.state === "limited";
	return stands ? [] : [seen(session, life, "waiting", note)];
}

function seen(
	session: Session,
	life: Incarnation,
	state: Session["state"],
	note: string | null,
): Event {
	const { name } = session;
	return { type: "session.state-seen", session: name, incarnation: life.id, state, note };
}

function isOver(turn: Turn, idleSince: number | null, now: number): boolean {
	return now - turn.activeAt >= MISSED_STOP_MS && (idleSince ?? 0) >= turn.activeAt;
}

/** A turn ended without its hook: the transcript tells how. */
async function missedEnd(
	parts: Parts,
	session: Session,
	life: Incarnation,
): Promise<readonly Event[]> {
	const account = ownerOfLife(parts.recorder.state(), life.account);
	const who = { session: session.name, incarnation: life.id, account };
	const file = await transcriptOf(parts, session);
	const turn = session.turn;
	if (file !== null && turn !== null) {
		const failure = await failureAtEnd(parts.files, file, turn.startedAt);
		if (failure !== null) return eventsOfFailure(who, failure, parts.clock.now());
		const last = turnsOf(await readAllLines(parts.files, file)).at(-1);
		// A continuation carries no mark: it goes on with the attempt of the session's task.
		const task = parts.recorder.state().tasks.get(session.task ?? "");
		const nonce = turn.nonce ?? task?.nonce ?? null;
		const done = nonce !== null && last?.nonce === nonce && last.finished;
		if (done) return [endOf(session, life, "done")];
	}
	return [endOf(session, life, "interrupted")];
}

function endOf(session: Session, life: Incarnation, outcome: "done" | "interrupted"): Event {
	return {
		type: "turn.ended",
		session: session.name,
		incarnation: life.id,
		outcome,
		cause: outcome === "interrupted" ? "interrupted by its operator" : null,
		backgroundTasks: 0,
	};
}

/**
 * Under a spent account a conversation that ended in a limit message opens a dialog at once: its prompt is not
 * submitted and no hook comes (seen on 2.1.330).
 */
function startedUnderSpent(
	session: Session,
	life: Incarnation,
	state: State,
	now: number,
): boolean {
	const account = state.accounts[life.account];
	const carries = life.carries !== "nothing" && session.turn === null && session.owed !== null;
	return (
		carries && account !== undefined && spentWindows(account, now, session.model ?? null).length > 0
	);
}

async function limitedAtStart(
	parts: Parts,
	session: Session,
	life: Incarnation,
): Promise<readonly Event[]> {
	if (session.state === "limited") return [];
	const spent = spentWindows(
		parts.recorder.state().accounts[life.account] ?? noAccount(life.account),
		parts.clock.now(),
		session.model ?? null,
	)[0];
	return [
		{
			type: "turn.ended",
			session: session.name,
			incarnation: life.id,
			outcome: "limit",
			cause: `started under a spent account (${spent?.window ?? "limit"})`,
			backgroundTasks: 0,
		},
	];
}

function noAccount(name: string): never {
	throw new Error(`account ${name} left the state while a session of it was looked at`);
}

async function transcriptOf(parts: Parts, session: Session): Promise<string | null> {
	if (session.conversation === null) return null;
	return findTranscript(parts.files, parts.config.pool.sharedProjectsDir, session.conversation);
}
