import type * as z from "zod";
import type { EngineClient, Refusal } from "../../../state/client.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Scope } from "../http/route.ts";

/** What every tool can use. */
export interface ToolContext {
	readonly client: EngineClient;
	/** The time, in epoch milliseconds. */
	readonly now: () => number;
	readonly clock: Clock;
	/** Who asks; plans are kept apart by it. */
	readonly asker: string;
	/** Where the asker stands: chooses the project of a task that names none; `null`: nobody knows. */
	readonly folder: string | null;
}

/** What came of a call: a view with a few lines about it, or why not and what to do. */
export type ToolReply =
	| { readonly kind: "ok"; readonly lines: readonly string[]; readonly view: object }
	| Refusal;

/** What a client may expect of a tool, for its own questions to its user. */
export interface Hints {
	readonly destructiveHint: boolean;
	readonly idempotentHint: boolean;
	readonly openWorldHint: boolean;
}

/** One tool. Its schemas check what comes, and tell a model what to send and what it gets. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
	readonly name: string;
	readonly title: string;
	/** For a model. */
	readonly description: string;
	/** Who may call it, as of the route that does the same; what is not `read` changes something. */
	readonly scope: Scope;
	readonly hints: Hints;
	readonly input: Input;
	readonly output: z.ZodObject;
	run(input: z.output<Input>, context: ToolContext): ToolReply | Promise<ToolReply>;
}

/** Only looks. */
export const LOOKS: Hints = { destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** Checks the types of a tool against its own schema, then forgets them for the table. */
export function tool<Input extends z.ZodObject>(definition: Tool<Input>): Tool {
	return definition as unknown as Tool;
}

/** A tool that did what it was asked. */
export function done(lines: readonly string[], view: object): ToolReply {
	return { kind: "ok", lines, view };
}
