import type { Event } from "./events.ts";
import type { State, Task } from "./model.ts";

/** Ended tasks kept in state; older ones are in the event log and in their files. */
const ENDED_KEPT = 200;

/** What a person's word makes of a task that is to be tried again. */
const ANEW = {
	startedAt: null,
	acceptedAt: null,
	answeredAt: null,
	endedAt: null,
	failures: 0,
	notBefore: null,
	note: null,
} as const;

/** Applies a task event. */
export function reduceTasks(state: State, event: Event, at: number): State {
	switch (event.type) {
		case "task.added":
			return add(state, event, at);
		case "task.claimed":
			return change(state, event.task, (t) => claim(t, event, at));
		case "task.typed":
			return change(state, event.task, (t) => ({ ...t, typedAt: at }));
		case "task.edited": {
			const { title, priority, dependsOn, choices = {} } = event;
			const edited = { title, priority, dependsOn, choices, note: null };
			return change(state, event.task, (t) => ({ ...t, ...edited }));
		}
		case "task.blocked":
			return change(state, event.task, (t) => ({ ...t, blockedBy: event.by }));
		case "task.accepted":
			return change(state, event.task, (t) =>
				// A mark of another attempt may be a mention in somebody's text.
				event.attempt === t.attempt ? { ...t, acceptedAt: t.acceptedAt ?? at } : t,
			);
		case "turn.ended":
			return answer(state, event, at);
		case "session.launched":
			return followLaunch(state, event);
		case "session.confirmed":
			return followCopy(state, event);
		case "task.carried-over":
			return change(state, event.task, (t) => ({ ...t, conversation: event.conversation }));
		case "task.returned":
			return change(state, event.task, (t) => giveBack(t, event));
		case "task.ended":
			return prune(
				change(state, event.task, (t) => ({
					...t,
					state: event.outcome,
					file: event.file,
					endedAt: at,
					note: event.note,
				})),
			);
		case "task.archived":
			return change(state, event.task, (t) => ({ ...t, file: event.file }));
		case "task.removed":
			return { ...state, tasks: state.tasks.delete(event.task) };
		default:
			return state;
	}
}

function add(state: State, event: Extract<Event, { type: "task.added" }>, at: number): State {
	const { project, title, priority, file, dependsOn, choices } = event;
	const task: Task = {
		id: event.task,
		project,
		title,
		priority,
		file,
		state: "waiting",
		// Its prompts must not carry the mark of an earlier attempt.
		attempt: Math.max(event.attempt ?? 0, state.tasks.get(event.task)?.attempt ?? 0),
		session: null,
		conversation: null,
		nonce: null,
		...(dependsOn !== undefined && { dependsOn }),
		...(choices !== undefined && { choices }),
		addedAt: at,
		startedAt: null,
		acceptedAt: null,
		answeredAt: null,
		endedAt: null,
		note: null,
	};
	return { ...state, tasks: state.tasks.set(task.id, task) };
}

function claim(
	{ context: _before, ...task }: Task,
	event: Extract<Event, { type: "task.claimed" }>,
	at: number,
): Task {
	const { file, attempt, session, conversation, nonce, context, key } = event;
	return {
		...task,
		...{ file, attempt, session, conversation, nonce },
		...(context !== undefined && { context }),
		...(key !== undefined && { key }),
		state: "running",
		startedAt: at,
		claimedAt: at,
		typedAt: null,
		acceptedAt: null,
		answeredAt: null,
		endedAt: null,
		notBefore: null,
		note: null,
	};
}

function giveBack(task: Task, event: Extract<Event, { type: "task.returned" }>): Task {
	const failures = (task.failures ?? 0) + (event.failed === true ? 1 : 0);
	return {
		...task,
		state: "waiting",
		file: event.file,
		session: null,
		conversation: null,
		note: event.why,
		// What is only said of one that waits already does not hurry it.
		notBefore: event.notBefore ?? (task.state === "waiting" ? (task.notBefore ?? null) : null),
		...(failures > 0 && { failures }),
		...(event.unheard && { unheard: (task.unheard ?? 0) + 1 }),
		...(event.by === "operator" && ANEW),
	};
}

/** The turn that a task's prompt began has its answer. Background work keeps it open. */
function answer(state: State, event: Extract<Event, { type: "turn.ended" }>, at: number): State {
	const session = state.sessions[event.session];
	const task = session?.task ? state.tasks.get(session.task) : undefined;
	const ofThisLife = session?.incarnation?.id === event.incarnation;
	if (event.outcome !== "done" || event.backgroundTasks > 0 || !ofThisLife) return state;
	if (task?.acceptedAt == null || task.state !== "running") return state;
	return change(state, task.id, (t) => ({ ...t, answeredAt: at }));
}

/** A start that is told by its pane alone may have put the task into a conversation of which nobody had heard. */
function followLaunch(state: State, event: Extract<Event, { type: "session.launched" }>): State {
	const task = event.task === null ? undefined : state.tasks.get(event.task);
	if (task?.state !== "running" || task.session !== event.session) return state;
	const { conversation } = event.incarnation;
	return change(state, task.id, (t) => ({ ...t, conversation }));
}

/** Its conversation was copied: what becomes of the task is told by the copy from now on. */
function followCopy(state: State, event: Extract<Event, { type: "session.confirmed" }>): State {
	const session = state.sessions[event.session];
	const task = session?.task ? state.tasks.get(session.task) : undefined;
	const ofThisLife = session?.incarnation?.id === event.incarnation;
	if (event.source !== "fork" || !ofThisLife || task?.state !== "running") return state;
	return change(state, task.id, (t) => ({ ...t, conversation: event.conversation }));
}

function change(state: State, id: string, by: (task: Task) => Task): State {
	const task = state.tasks.get(id);
	if (task === undefined) return state;
	return { ...state, tasks: state.tasks.set(id, by(task)) };
}

/** Forgets the oldest that have ended, but for those that one which has not comes after, or a person must look at. */
function prune(state: State): State {
	const ended: Task[] = [];
	const needed = new Set<string>();
	for (const task of state.tasks.values()) {
		if (task.state === "done" || task.state === "failed") ended.push(task);
		if (task.state !== "done") for (const id of task.dependsOn ?? []) needed.add(id);
	}
	if (ended.length <= ENDED_KEPT) return state;
	const gone = ended
		.filter((t) => !needed.has(t.id))
		.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || (a.id < b.id ? -1 : 1))
		.slice(0, -ENDED_KEPT);
	return { ...state, tasks: state.tasks.deleteAll(gone.map((t) => t.id)) };
}
