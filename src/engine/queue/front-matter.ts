import { parseDocument } from "yaml";
import * as z from "zod";
import type { TaskChoices, TaskPriority } from "../../state/model.ts";
import { parseDuration } from "../config/durations.ts";

/** What the front matter of a task file says. It selects from what is allowed; it never sets how a program is run. */
export interface FrontMatter {
	readonly id: string | null;
	readonly title: string | null;
	readonly priority: TaskPriority;
	/** As written: `task`, or `project:task`. */
	readonly dependsOn: readonly string[];
	readonly choices: TaskChoices;
	/** Keys that mean nothing to us. */
	readonly unknownKeys: readonly string[];
}

export type FrontMatterRead =
	| { readonly kind: "ok"; readonly frontMatter: FrontMatter }
	| { readonly kind: "refused"; readonly why: string };

const MAX_FRONT_MATTER = 4 * 1024;
const MOST_RETRIES = 20;
const LONGEST_TIMEOUT_MS = 7 * 86_400_000;

const name = z.string().regex(/^[\w.-]{1,120}$/, "only letters, digits, dot, dash and underscore");

const reference = z
	.string()
	.regex(/^([\w-]{1,120}:)?[\w.-]{1,120}$/, "a task's id, or project:task");

const timeout = z.string().transform((text, ctx) => {
	const ms = parseDuration(text);
	if (ms !== null && ms > 0 && ms <= LONGEST_TIMEOUT_MS) return ms;
	ctx.addIssue({ code: "custom", message: "write it as 90s, 30m or 2h, at most 7d" });
	return z.NEVER;
});

const KEYS = {
	id: name.optional(),
	title: z.string().max(200).optional(),
	priority: z.enum(["critical", "high", "normal", "low"]).default("normal"),
	depends_on: z.array(reference).max(50).default([]),
	context: z.enum(["fresh", "keep"]).optional(),
	model: z.string().max(100).optional(),
	capabilities: z.array(name).max(20).optional(),
	timeout: timeout.optional(),
	retries: z.int().min(0).max(MOST_RETRIES).optional(),
	// All of our sessions are Claude Code: either way it can be worked on here.
	needs_claude_code: z.boolean().optional(),
};

const wire = z.looseObject(KEYS);

/** A file chooses from what the configuration allows; how a program is run is no choice of a file's. */
const FORBIDDEN: ReadonlySet<string> = new Set([
	...["argv", "args", "command", "cwd", "directory", "env", "environment", "exec", "hooks"],
	...["mcp", "mcp_servers", "permission_mode", "permissions", "program", "settings", "shell"],
]);

/** Heads that were read lately: a file is read at each step of its task, and many files have the same head. */
const lately = new Map<string, FrontMatterRead>();
const MOST_LATELY = 200;

/** Reads the YAML between the `---` lines; `""` when there is none. The same text gives the same answer. */
export function readFrontMatter(yaml: string): FrontMatterRead {
	const known = lately.get(yaml);
	if (known !== undefined) return known;
	const read = parse(yaml);
	if (lately.size >= MOST_LATELY) lately.clear();
	if (yaml.length <= MAX_FRONT_MATTER) lately.set(yaml, read);
	return read;
}

function parse(yaml: string): FrontMatterRead {
	if (yaml.length > MAX_FRONT_MATTER) return refused("its front matter is over 4 KiB");
	const document = parseDocument(yaml, { version: "1.2", schema: "core", strict: true });
	if (document.errors[0] !== undefined) return refused(document.errors[0].message);
	let plain: unknown;
	try {
		plain = document.toJS({ maxAliasCount: 0 }) ?? {};
	} catch {
		return refused("its front matter uses aliases");
	}
	if (typeof plain !== "object" || plain === null || Array.isArray(plain))
		return refused("its front matter is no map");
	const why = wrongKey(Object.keys(plain));
	if (why !== null) return refused(why);
	const parsed = wire.safeParse(plain);
	if (!parsed.success) return refused(z.prettifyError(parsed.error));
	const { id, title, priority, depends_on: dependsOn } = parsed.data;
	const unknownKeys = Object.keys(plain).filter((key) => !Object.hasOwn(KEYS, key));
	const read = { id: id ?? null, title: title ?? null, priority, dependsOn };
	return { kind: "ok", frontMatter: { ...read, choices: choicesOf(parsed.data), unknownKeys } };
}

function wrongKey(keys: readonly string[]): string | null {
	const forbidden = keys.find((key) => FORBIDDEN.has(key));
	if (forbidden !== undefined) return `its front matter may not set ${forbidden}`;
	const near = keys.find((key) => key !== "depends_on" && /^depend/i.test(key));
	return near === undefined ? null : `${near} in its front matter: write depends_on`;
}

function choicesOf(wished: z.infer<typeof wire>): TaskChoices {
	const { context, model, capabilities, timeout, retries } = wished;
	return {
		...(context !== undefined && { context }),
		...(model !== undefined && { model }),
		...(capabilities !== undefined && capabilities.length > 0 && { capabilities }),
		...(timeout !== undefined && { timeoutMs: timeout }),
		...(retries !== undefined && { retries }),
	};
}

function refused(why: string): { readonly kind: "refused"; readonly why: string } {
	return { kind: "refused", why };
}
