import * as z from "zod";
import type * as model from "../../../state/model.ts";
import type * as client from "../../../state/task-client.ts";
import type * as waits from "../../../state/waits.ts";
import { heldTo } from "./held-to.ts";
import { flag, list, millis, textOrNull, time } from "./units.ts";

export const TaskPriority = heldTo<model.TaskPriority>()(
	z.enum(["critical", "high", "normal", "low"]).meta({ id: "TaskPriority" }),
);

export const TaskState = heldTo<model.TaskState>()(
	z.enum(["waiting", "running", "done", "failed", "uncertain"]).meta({ id: "TaskState" }),
);

export const TaskCounts = heldTo<Record<model.TaskState, number>>()(
	z.record(TaskState, z.number()).meta({ id: "TaskCounts", description: "Tasks by their state" }),
);

export const WaitKind = heldTo<waits.WaitKind>()(
	z
		.enum([
			"blocked",
			"depends-on",
			"paused",
			"later",
			"capability",
			"model",
			"project-limit",
			"quota",
			"no-session",
		])
		.meta({ id: "WaitKind" }),
);

const TaskChoices = heldTo<model.TaskChoices>()(
	z
		.object({
			model: z.string().exactOptional(),
			capabilities: list(z.string()).describe("What a session must offer").exactOptional(),
			timeoutMs: millis("How long one attempt may take").exactOptional(),
			retries: z.number().describe("Further attempts after one that failed").exactOptional(),
			context: z
				.enum(["fresh", "keep"])
				.describe("keep: it is typed into the conversation that its session has")
				.exactOptional(),
		})
		.meta({
			id: "TaskChoices",
			description: "What the task's file chooses; what is absent is as configured",
		}),
);

export const Task = heldTo<model.Task>()(
	z.object({
		id: z.string(),
		project: z.string().describe("Path of its folder"),
		title: z.string(),
		priority: TaskPriority,
		file: z.string().describe("Where its file lies now"),
		state: TaskState,
		attempt: z.number().describe("The number of its last attempt; 0: there was none"),
		session: z.string().nullable(),
		conversation: z.string().nullable(),
		nonce: textOrNull("Marks the prompt of this attempt in transcripts"),
		addedAt: time("When it was found"),
		startedAt: time("When it was last given out").nullable(),
		context: z
			.literal("keep")
			.describe("It goes into the conversation that its session has; absent: into one of its own")
			.exactOptional(),
		typedAt: time("When its prompt was about to be typed: after this it may have been")
			.nullable()
			.exactOptional(),
		unheard: z
			.number()
			.describe("Attempts that were typed and did not arrive; absent: none")
			.exactOptional(),
		acceptedAt: time("When its prompt was seen to arrive").nullable(),
		answeredAt: time("When the turn of its prompt ended with an answer").nullable(),
		endedAt: time("When it ended").nullable(),
		dependsOn: list(z.string())
			.describe("Ids of tasks that must be done before it is given out")
			.exactOptional(),
		blockedBy: textOrNull("The marker beside its file that holds it back").exactOptional(),
		claimedAt: time("When its attempt was claimed, as the clock said then").exactOptional(),
		key: z
			.string()
			.describe("What its file is known again by, once it was claimed")
			.exactOptional(),
		choices: TaskChoices.exactOptional(),
		failures: z
			.number()
			.describe("Attempts that failed; trouble with quota counts for none")
			.exactOptional(),
		notBefore: time("It is not given out again before; null: at once").nullable().exactOptional(),
		note: textOrNull("What it waits for, or why it failed"),
	}),
);

export const RefusedFile = heldTo<model.RefusedFile>()(
	z
		.object({
			file: z.string(),
			project: z.string(),
			why: z.string(),
			at: time("Since when it is refused for that reason"),
		})
		.meta({ id: "RefusedFile", description: "A file in an inbox that is not taken as a task" }),
);

export const TaskText = heldTo<client.TaskText>()(
	z
		.object({
			lines: list(z.string())
				.nullable()
				.describe("Its first lines, below the front matter; null: it cannot be read"),
			more: flag("There are more"),
			why: textOrNull("Why it cannot be read"),
		})
		.meta({ id: "TaskText", description: "How the text of a task begins" }),
);
