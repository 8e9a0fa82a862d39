import type { ActReply } from "../../../src/state/client.ts";
import type { AddAsk, Tasks, TaskText } from "../../../src/state/task-client.ts";
import { task } from "../../support/state-builder.ts";

/** Tasks by hand: what they are asked is kept, and what they answer can be set. */
export interface FixtureTasks extends Tasks {
	readonly added: AddAsk[];
	/** As `retry T-1`. */
	readonly did: string[];
	reply: ActReply;
	text: TaskText;
}

export function fixtureTasks(): FixtureTasks {
	const act = async (what: string): Promise<ActReply> => {
		made.did.push(what);
		return made.reply;
	};
	const made: FixtureTasks = {
		added: [],
		did: [],
		reply: { kind: "done" },
		text: { lines: ["Do it.", "\u001b[31mNow."], more: true, why: null },
		async add(ask) {
			made.added.push(ask);
			if (made.reply.kind === "refused") return made.reply;
			const id = `app.${(ask.name ?? "made.md").replace(/\.md$/, "")}`;
			return { kind: "added", task: task(id, { priority: ask.priority ?? "normal" }) };
		},
		async read() {
			if (made.reply.kind === "refused") return made.reply;
			return { kind: "ok", text: made.text };
		},
		setPriority: (id, priority) => act(`priority ${id} ${priority}`),
		retry: (id) => act(`retry ${id}`),
		drop: (id) => act(`drop ${id}`),
		done: (id) => act(`done ${id}`),
	};
	return made;
}
