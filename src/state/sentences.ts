import type { Event, EventRecord } from "./events.ts";
import type { MoveReadiness, Proposal } from "./model.ts";
import { tidiedText } from "./tidied-text.ts";

export type Level = "info" | "warn" | "error";

/** An event as a person reads it. */
export interface Sentence {
	readonly level: Level;
	/** What it is about: a session, an account, or a part of the engine. */
	readonly source: string;
	readonly text: string;
}

/** How a session was ready to be moved, in words. */
export const readinessText: Readonly<Record<MoveReadiness, string>> = {
	boundary: "at its turn boundary",
	limit: "the limit had cut its turn",
	question: "it waited for a person",
	forced: "forced: its turn is cut",
	"not-running": "it was not running",
};

const endText = {
	stop: "was stopped",
	exit: "was ended by its operator",
	lost: "ended with its tmux server",
} as const;

type Speaker<T extends Event["type"]> = (event: Extract<Event, { type: T }>) => Sentence;
type Speakers = { readonly [T in Event["type"]]: Speaker<T> };

const info = (source: string, text: string): Sentence => ({ level: "info", source, text });
const warn = (source: string, text: string): Sentence => ({ level: "warn", source, text });
const error = (source: string, text: string): Sentence => ({ level: "error", source, text });
const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;
const of = (project?: string): string => (project === undefined ? "" : `of ${project}: `);

const turnEnds = {
	done: "finished its turn",
	limit: "was cut by the quota limit",
	failed: "failed its turn",
	interrupted: "was interrupted",
} as const;

const settings = {
	enabled: "may be used again",
	disabled: "is disabled: nothing new starts there",
	drained: "is drained: nothing new starts there, and its sessions are moved off",
} as const;

/** The command that runs what is proposed, and asks first. */
export function proposalCommand({ to, sessions }: Pick<Proposal, "to" | "sessions">): string {
	const names = sessions.map((name) => ` --session ${name}`).join("");
	return `claude-failover switch --to ${to}${names}`;
}

const speakers: Speakers = {
	"engine.started": (e) =>
		info("engine", `started${e.demo ? " the demo" : ""} (pid ${e.pid}, epoch ${e.epoch})`),
	"engine.stopped": (e) => info("engine", `stopped: ${e.why}`),
	"clock.jumped": (e) =>
		warn(
			"engine",
			`the clock jumped by ${Math.round(e.byMs / 1000)} s (it was set, or the machine slept); all quota readings are taken anew`,
		),
	"clock.doubted": (e) =>
		info(
			"engine",
			`the clock is ${Math.round(e.byMs / 86_400_000)} days ahead of the last record: no engine ran for so long, or it is wrong; for a day nothing is removed for its age`,
		),
	"loop.failed": (e) => warn(e.loop, `failed: ${e.error}`),
	"loop.recovered": (e) => info(e.loop, "works again"),
	"loop.gave-up": (e) => error(e.loop, `gave up: ${e.error}`),
	"operator.warned": (e) => warn("engine", `${e.what}; ${e.remedy}`),
	"account.registered": (e) =>
		info(e.account, `is account of kind ${e.kind}, priority ${e.priority}`),
	"account.removed": (e) => info(e.account, "is no longer configured"),
	"account.identified": (e) => info(e.account, `is account ${e.uuid.slice(0, 8)}`),
	"account.troubled": (e) => error(e.account, `${e.trouble.what}; ${e.trouble.remedy}`),
	"account.recovered": (e) => info(e.account, "can be used again"),
	"account.poll-begun": (e) => info(e.account, `is asked for its usage: ${e.why}`),
	"account.polled": (e) =>
		info(
			e.account,
			e.outcome === "ok" ? "told its usage" : `did not tell its usage: ${e.why ?? "no reason"}`,
		),
	"account.enabled-set": (e) => info(e.account, settings[e.to]),
	"account.activated": (e) => info(e.account, "is where new sessions start"),
	"quota.read": (e) =>
		info(
			e.account,
			`${e.windows.map((w) => `${w.window} ${percent(w.usedRatio)}`).join(", ")} (${e.source})`,
		),
	"messages.counted": (e) => {
		const many = Object.values(e.slots).reduce((sum, n) => sum + n, 0);
		const where = `in conversation ${e.conversation.slice(0, 8)}`;
		if (many > 0) return info(e.account, `sent ${many} message${many === 1 ? "" : "s"} ${where}`);
		return info(
			e.account,
			`its messages are${e.offset === null ? " no longer" : ""} counted ${where}`,
		);
	},
	"limit.hit": (e) => warn(e.account, `${e.window} is spent, seen by ${e.session}`),
	"session.registered": (e) =>
		info(e.session, `is ${e.kind === "dedicated" ? "a" : "an"} ${e.kind} session in ${e.project}`),
	"session.removed": (e) => info(e.session, "left the pool"),
	"session.launched": (e) =>
		info(e.session, `started on ${e.incarnation.account}${e.why ? `: ${e.why}` : ""}`),
	"session.confirmed": (e) =>
		info(e.session, `answers (${e.source}), conversation ${e.conversation.slice(0, 8)}`),
	"session.state-seen": (e) => {
		if (e.state === "waiting") return warn(e.session, `needs you: ${e.note ?? "it waits"}`);
		if (e.state !== "stalled") return info(e.session, `is ${e.state}`);
		return warn(e.session, `is stalled: ${e.note ?? "no sign of life"}; attach and look`);
	},
	"session.context-seen": (e) => info(e.session, `context ${percent(e.contextUsedRatio)} used`),
	"session.attended": (e) => info(e.session, e.draft ? "has text in its input box" : "is attended"),
	"session.line-typed": (e) => info(e.session, "is given a line of its operator"),
	"session.stopping": (e) =>
		info(e.session, `is asked to end${e.by === "operator" ? " by its operator" : ""}`),
	"session.stop-outlived": (e) => info(e.session, "goes on although it was asked to end"),
	"session.ended": (e) =>
		e.how === "death"
			? warn(e.session, `died${e.note ? `: ${e.note}` : ""}`)
			: info(e.session, endText[e.how]),
	"session.bound": (e) =>
		e.account === null
			? info(e.session, `may move again: ${e.why}`)
			: warn(e.session, `stays with ${e.account}: ${e.why}`),
	"session.tools-ended": (e) => toolsEnded(e.session, e.pids),
	"session.set-aside": (e) => warn(e.session, `is ${e.state}: ${e.note}`),
	"session.released": (e) => info(e.session, "may start again"),
	"turn.started": (e) => info(e.session, e.nonce === null ? "began a turn" : `began ${e.nonce}`),
	"turn.advanced": (e) => info(e.session, e.doing),
	"turn.ended": (e) =>
		(e.outcome === "done" ? info : warn)(
			e.session,
			`${turnEnds[e.outcome]}${e.cause ? `: ${e.cause}` : ""}`,
		),
	"task.added": (e) => info("queue", `task ${e.task} added (${e.priority})`),
	"task.claimed": (e) => info("queue", `task ${e.task} goes to ${e.session}, attempt ${e.attempt}`),
	"task.typed": (e) => info("queue", `task ${e.task} is typed into ${e.session}`),
	"task.accepted": (e) => info("queue", `task ${e.task} was accepted, attempt ${e.attempt}`),
	"task.carried-over": (e) =>
		warn("queue", `task ${e.task} goes on in conversation ${e.conversation.slice(0, 8)}: ${e.why}`),
	"task.returning": (e) =>
		info("queue", `the file of task ${e.task} goes back into the inbox: ${e.why}`),
	"task.returned": (e) =>
		e.failed === true
			? warn("queue", `attempt of task ${e.task} failed, it is tried again: ${e.why}`)
			: info("queue", `task ${e.task} waits again: ${e.why}`),
	"task.ended": (e) =>
		(e.outcome === "done" ? info : warn)(
			"queue",
			`task ${e.task} ${e.outcome}${e.note ? `: ${e.note}` : ""}`,
		),
	"task.edited": (e) => info("queue", `task ${e.task} was written anew (${e.priority})`),
	"task.blocked": (e) =>
		e.by === null
			? info("queue", `task ${e.task} is not blocked any more`)
			: info("queue", `task ${e.task} is blocked by ${e.by}`),
	"file.refused": (e) =>
		warn("queue", `${e.file} is not taken: ${e.why}; correct the file, or move it away`),
	"file.settled": (e) => info("queue", `${e.file} is taken now, or gone`),
	"task.removed": (e) => info("queue", `task ${e.task} is gone`),
	"task.archived": (e) => info("queue", `the file of task ${e.task} lies in ${e.file} now`),
	"dispatch.paused": ({ all, project }) =>
		warn("dispatch", `${of(project)}paused${all ? ", automatic switching as well" : ""}`),
	"dispatch.resumed": ({ project }) => info("dispatch", `${of(project)}goes on`),
	"switch.begun": (e) =>
		warn("switch", `${e.from} → ${e.to} begun (${e.reason}): ${e.why}; ${e.moves.length} sessions`),
	"move.stepped": (e) => {
		const why = e.note ?? (e.readiness === undefined ? null : readinessText[e.readiness]);
		return info(e.session, `move: ${e.step}${why ? ` (${why})` : ""}`);
	},
	"move.ended": (e) =>
		(e.outcome === "moved" ? info : warn)(
			e.session,
			`move ended: ${e.outcome}${e.note ? ` (${e.note})` : ""}`,
		),
	"switch.committed": (e) => info("switch", `committed: ${e.proof}; only forward from here`),
	"switch.ended": (e) =>
		(e.outcome === "done" ? info : warn)("switch", `${e.outcome}${e.note ? `: ${e.note}` : ""}`),
	"switch.scheduled": (e) =>
		info("switch", `to ${e.to ?? "the best account"} is scheduled; the status tells when`),
	"switch.unscheduled": (e) =>
		(e.how === "cancelled" ? info : warn)("switch", `the scheduled one was ${e.how}: ${e.why}`),
	"switch.proposed": (e) =>
		warn(
			"quota",
			`a switch ${e.from} → ${e.to} waits for your yes (${e.why}); press s in the control room, or run: ${proposalCommand(e)}`,
		),
	"switch.proposal-withdrawn": (e) => info("quota", `no switch waits for a yes any more: ${e.why}`),
	"dispatch.waits": (e) =>
		info("dispatcher", e.why === null ? "no task waits for a session" : `tasks wait for ${e.why}`),
	"verdict.reached": (e) => info("quota", e.why),
	"checkpoint.taken": (e) => info(e.checkpoint.session, `checkpoint taken: ${e.checkpoint.why}`),
	"checkpoint.pruned": (e) => info("janitor", `${e.ids.length} old checkpoints removed`),
	"janitor.removing": (e) => info("janitor", tidiedText(e)),
	"janitor.tidied": (e) => info("janitor", tidiedText(e)),
};

function toolsEnded(session: string, pids: readonly number[]): Sentence {
	const text = "was killed in a tool, which left";
	if (pids.length === 0) return info(session, `${text} nothing running`);
	return warn(session, `${text} processes running, now ended: ${pids.join(", ")}`);
}

/** Says an event in words. */
export function sentenceOf(record: EventRecord): Sentence {
	const speak = speakers[record.event.type] as Speaker<Event["type"]>;
	return speak(record.event);
}
