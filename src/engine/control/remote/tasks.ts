import type { ActReply } from "../../../state/client.ts";
import type { Tasks } from "../../../state/task-client.ts";
import type { AddedTaskView, TaskView } from "../views/queue.ts";
import { okBody, refusalIn } from "./outcome.ts";
import { type Ask, ask } from "./request.ts";

/** Not there, or refused by the engine. */
const REFUSALS = [404, 409];

/** The tasks over the socket. */
export function remoteTasks(socketPath: string): Tasks {
	/** A refusal, or what `read` makes of the answer's body. */
	const tell = async <Body, Result>(what: Ask, read: (body: Body) => Result) => {
		const answer = await ask(socketPath, what);
		return refusalIn(answer, REFUSALS) ?? read(okBody(answer) as Body);
	};
	const pathOf = (id: string): string => `/v1/tasks/${encodeURIComponent(id)}`;
	const act = (id: string, word: string, body: object = {}): Promise<ActReply> => {
		const path = `${pathOf(id)}/${word}`;
		return tell({ method: "POST", path, body }, () => ({ kind: "done" }) as const);
	};
	return {
		add: (body) =>
			tell(
				{ method: "POST", path: "/v1/tasks", body },
				({ task: { waitsFor: _, waitsForKind: __, ...task } }: AddedTaskView) =>
					({ kind: "added", task }) as const,
			),
		read: (id) =>
			tell(
				{ method: "GET", path: pathOf(id) },
				({ text }: TaskView) => ({ kind: "ok", text }) as const,
			),
		setPriority: (id, priority) => act(id, "priority", { priority }),
		retry: (id) => act(id, "retry"),
		drop: (id) => act(id, "drop"),
		done: (id) => act(id, "done"),
	};
}
