import type { Incarnation, Session, State, Task } from "../../state/model.ts";
import { isOfFamily } from "../../state/windows.ts";

/** A session whose conversation can take another task, and the process that writes it. */
export interface Warm {
	readonly session: string;
	readonly conversation: string;
	readonly life: Incarnation;
}

/**
 * Whether a task can be typed into a session that may be given one: its process is idle in a conversation that has
 * begun, in the task's own project, with the model that the task asks for. A task that was typed once and did not
 * arrive is not typed again. `null`: it begins a conversation of its own. Pure.
 */
export function decideKeep(
	state: Pick<State, "tasks">,
	session: Session,
	task: Task,
	configured: "fresh" | "keep",
): Warm | null {
	const { name, conversation, incarnation: life, project, turn, owed } = session;
	if ((task.choices?.context ?? configured) !== "keep" || (task.unheard ?? 0) > 0) return null;
	if (life === null || life.confirmedAt === null || life.stoppingAt != null) return null;
	if (conversation === null || !session.conversationStarted || project !== task.project)
		return null;
	if (session.state !== "idle" || turn !== null || owed !== null || session.question != null)
		return null;
	const model = task.choices?.model;
	const before = [...state.tasks.values()].filter((t) => t.conversation === conversation);
	if (before.some((t) => t.choices?.model !== model)) return null;
	const runsIt = model === undefined || isOfFamily(session.model ?? null, model);
	return runsIt ? { session: name, conversation, life } : null;
}
