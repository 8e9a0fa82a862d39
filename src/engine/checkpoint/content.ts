import { z } from "zod";

const text = z.string().nullable();
const count = z.number().int().min(0);

const repository = z.object({
	/** Commit that is checked out; `null` before the first. */
	head: text,
	branch: text,
	/** Changed and untracked files, at most 200 names. */
	dirty: z.array(z.string()),
	/** How many there are; at least so many when `complete` is false. */
	dirtyCount: count,
	complete: z.boolean(),
});

const transcript = z.object({
	file: z.string(),
	/** Size when the checkpoint was taken. */
	bytes: count,
	/** Its last lines, without what looks like a secret; long texts are cut. */
	tail: z.array(z.unknown()),
	/** Where its last line was written; `null` in checkpoints of older versions. */
	cwd: text.default(null),
});

const attempt = z.object({
	task: z.string(),
	title: z.string(),
	/** Counts from 1. */
	number: count,
	/** Where the task's file lay. */
	file: z.string(),
});

const toolCall = z.object({
	name: z.string(),
	/** What it was called with, as JSON text; cut when it is long. */
	input: z.string(),
	/** It had no result yet. */
	inFlight: z.boolean(),
});

const turn = z.object({
	startedAt: z.number(),
	/** Marks the attempt that it belongs to. */
	nonce: text,
	toolInFlight: z.boolean(),
});

/** What later versions added is absent in older files: it has a default that says "not known". */
const schema = z.object({
	schemaVersion: z.literal(1),
	id: z.string(),
	session: z.string(),
	/** Epoch ms. */
	takenAt: z.number(),
	why: z.string(),
	account: text,
	conversation: text,
	/** Id of the task, as in `attempt`. */
	task: text,
	attempt: attempt.nullable().default(null),
	/** Where its process was started. */
	project: z.string(),
	state: z.string(),
	/** The last thing it was seen doing, in words. */
	doing: text,
	lastTool: toolCall.nullable().default(null),
	/** Why its conversation was owed a continuation. */
	owed: z.object({ since: z.number(), cause: z.string() }).nullable(),
	/** The prompt that had no final answer yet. */
	turn: turn.nullable(),
	turnsDone: count.default(0),
	contextUsedRatio: z.number().nullable().default(null),
	/** The model that answered last, else the one that it was started with. */
	model: text.default(null),
	permissionMode: text.default(null),
	gitHead: text,
	repository: repository.nullable().default(null),
	transcriptBytes: count.nullable(),
	transcript: transcript.nullable(),
	/** The last rows of its pane, as plain text. */
	pane: z.array(z.string()).nullable().default(null),
});

/** What a checkpoint's file holds. No secret: what looks like one is taken out before it is written. */
export type CheckpointContent = Readonly<z.infer<typeof schema>>;
export type Repository = z.infer<typeof repository>;
export type TranscriptTail = z.infer<typeof transcript>;

/** The content in a text, or what is wrong with it. */
export function parseContent(
	source: string,
):
	| { readonly kind: "ok"; readonly content: CheckpointContent }
	| { readonly kind: "wrong"; readonly why: string } {
	let value: unknown;
	try {
		value = JSON.parse(source);
	} catch {
		return { kind: "wrong", why: "it is not JSON" };
	}
	const parsed = schema.safeParse(value);
	if (parsed.success) return { kind: "ok", content: parsed.data };
	const [issue] = parsed.error.issues;
	return { kind: "wrong", why: `${issue?.path.join(".") || "it"}: ${issue?.message}` };
}
