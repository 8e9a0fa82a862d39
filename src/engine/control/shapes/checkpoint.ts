import * as z from "zod";
import type * as content from "../../../state/checkpoint-content.ts";
import type * as model from "../../../state/model.ts";
import { heldTo } from "./held-to.ts";
import { flag, list, ratio, textOrNull, time } from "./units.ts";

/** What a checkpoint and its file both tell. */
const told = {
	id: z.string(),
	session: z.string(),
	takenAt: time("When it was taken"),
	why: z.string(),
	account: z.string().nullable(),
	conversation: z.string().nullable(),
	task: textOrNull("Id of its task"),
	transcriptBytes: z.number().nullable(),
};

export const Checkpoint = heldTo<model.Checkpoint>()(
	z
		.object({
			...told,
			gitHead: textOrNull("Commit that was checked out"),
			file: z.string().describe("Where it lies"),
			sha256: z
				.string()
				.describe("Of the whole file, in hex; absent: an older version took it")
				.exactOptional(),
		})
		.meta({ id: "Checkpoint", description: "A snapshot of a session" }),
);

const TaskAttempt = heldTo<content.TaskAttempt>()(
	z.object({
		task: z.string(),
		title: z.string(),
		number: z.number().describe("Counts from 1"),
		file: z.string().describe("Where the task's file lay"),
	}),
);

const LastTool = heldTo<content.LastTool>()(
	z.object({
		name: z.string(),
		input: z.string().describe("What it was called with, as JSON text; cut when it is long"),
		inFlight: flag("It had no result yet"),
	}),
);

export const Repository = heldTo<content.Repository>()(
	z.object({
		head: textOrNull("Commit that was checked out; null: before the first"),
		branch: z.string().nullable(),
		dirty: list(z.string()).describe("Changed and untracked files, at most 200 names"),
		dirtyCount: z.number().describe("How many there are; at least so many when complete is false"),
		complete: z.boolean(),
	}),
);

const TranscriptTail = heldTo<content.TranscriptTail>()(
	z.object({
		file: z.string(),
		bytes: z.number().describe("Its size when the checkpoint was taken"),
		tail: list(z.unknown()).describe("Its last lines; long texts are cut"),
		cwd: textOrNull("Where its last line was written"),
	}),
);

const OpenTurn = z.object({
	startedAt: time("When it began"),
	nonce: textOrNull("Marks the attempt that it belongs to"),
	toolInFlight: z.boolean(),
});

export const CheckpointContent = heldTo<content.CheckpointContent>()(
	z
		.object({
			schemaVersion: z.literal(1).describe("Of the checkpoint's file"),
			...told,
			attempt: TaskAttempt.nullable(),
			project: z.string().describe("Where its process was started"),
			state: z.string(),
			doing: textOrNull("The last thing it was seen doing, in words"),
			lastTool: LastTool.nullable(),
			owed: z
				.object({ since: time("Since when"), cause: z.string() })
				.nullable()
				.describe("Why its conversation was owed a continuation"),
			turn: OpenTurn.nullable().describe("The prompt that had no final answer yet"),
			turnsDone: z.number(),
			contextUsedRatio: ratio("Used of its context").nullable(),
			model: z.string().nullable(),
			permissionMode: z.string().nullable(),
			gitHead: z.string().nullable(),
			repository: Repository.nullable().describe("null: it worked in no git repository"),
			transcript: TranscriptTail.nullable().describe("null: nothing had been said yet"),
			pane: list(z.string()).nullable().describe("The last rows of its pane, as plain text"),
		})
		.meta({ id: "CheckpointContent", description: "What a checkpoint's file holds" }),
);
