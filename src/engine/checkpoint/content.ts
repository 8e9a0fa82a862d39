import * as z from "zod";
import type { CheckpointContent } from "../../state/checkpoint-content.ts";

const text = z.string().nullable();
const count = z.number().int().min(0);

const repository = z.object({
	head: text,
	branch: text,
	dirty: z.array(z.string()),
	dirtyCount: count,
	complete: z.boolean(),
});

const transcript = z.object({
	file: z.string(),
	bytes: count,
	tail: z.array(z.unknown()),
	cwd: text.default(null),
});

/** What later versions added is absent in older files: it has a default that says "not known". */
const schema: z.ZodType<CheckpointContent> = z.object({
	schemaVersion: z.literal(1),
	id: z.string(),
	session: z.string(),
	takenAt: z.number(),
	why: z.string(),
	account: text,
	conversation: text,
	task: text,
	attempt: z
		.object({ task: z.string(), title: z.string(), number: count, file: z.string() })
		.nullable()
		.default(null),
	project: z.string(),
	state: z.string(),
	doing: text,
	lastTool: z
		.object({ name: z.string(), input: z.string(), inFlight: z.boolean() })
		.nullable()
		.default(null),
	owed: z.object({ since: z.number(), cause: z.string() }).nullable(),
	turn: z.object({ startedAt: z.number(), nonce: text, toolInFlight: z.boolean() }).nullable(),
	turnsDone: count.default(0),
	contextUsedRatio: z.number().nullable().default(null),
	model: text.default(null),
	permissionMode: text.default(null),
	gitHead: text,
	repository: repository.nullable().default(null),
	transcriptBytes: count.nullable(),
	transcript: transcript.nullable(),
	pane: z.array(z.string()).nullable().default(null),
});

export type ParsedContent =
	| { readonly kind: "ok"; readonly content: CheckpointContent }
	| { readonly kind: "wrong"; readonly why: string };

/** The content of a checkpoint's file, or what is wrong with it. */
export function parseContent(source: string): ParsedContent {
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
