import {
	type CallToolResult,
	ProtocolError,
	ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import type * as z from "zod";
import { nearest } from "../../config/nearest.ts";
import { allows } from "../http/access.ts";
import type { Scope } from "../http/route.ts";
import { harmlessValue, oneLine, quoted } from "./harmless.ts";
import { lostLink } from "./lost-link.ts";
import type { Tool, ToolContext, ToolReply } from "./tool.ts";
import { tools } from "./tools/table.ts";

const byName: ReadonlyMap<string, Tool> = new Map(tools.map((one) => [one.name, one]));

/** Why a tool is not there for a caller, and what to do about it. */
export interface Closed {
	readonly why: string;
	readonly remedy: string;
}

/** What a call may rest on. */
export interface Calling extends ToolContext {
	/** What may be done, and why not more. */
	readonly scope: Scope;
	readonly closed: Closed;
	/** Told of what went wrong inside a tool; the caller only gets its message. */
	readonly report: (error: unknown) => void;
}

/** The tools that a caller can use. */
export function openTools({ scope }: Pick<Calling, "scope">): readonly Tool[] {
	return tools.filter((one) => allows(scope, one.scope));
}

/** Runs one call of a tool. What cannot be done is a result that says what, why, and what to do. */
export async function callTool(name: string, args: unknown, on: Calling): Promise<CallToolResult> {
	const called = byName.get(name);
	if (called === undefined) throw unknownTool(name, on);
	if (!allows(on.scope, called.scope)) return failed(`${name} does nothing here`, on.closed);
	const lost = lostLink(on.client);
	if (lost !== null) return failed(`${name} was not done`, lost);
	const input = called.input.safeParse(args ?? {});
	if (!input.success) return failed(`${name} was not done`, wrongInput(input.error));
	try {
		return resultOf(name, await called.run(input.data, on));
	} catch (error) {
		on.report(error);
		const why = error instanceof Error ? error.message : String(error);
		const remedy = "get_status shows whether the engine is well; its log may tell more";
		return failed(`${name} failed`, { why, remedy });
	}
}

function resultOf(name: string, reply: ToolReply): CallToolResult {
	if (reply.kind === "refused") return failed(`${name} was refused`, reply);
	const text = reply.lines.map(oneLine).join("\n");
	return {
		content: [{ type: "text", text }],
		structuredContent: harmlessValue(reply.view) as Record<string, unknown>,
	};
}

function failed(what: string, { why, remedy }: Closed): CallToolResult {
	const text = oneLine(`${what}: ${why}${remedy === "" ? "" : `; ${remedy}`}`);
	return { content: [{ type: "text", text }], isError: true };
}

/** Names the argument that is wrong first. */
function wrongInput({ issues: [issue] }: z.ZodError): Closed {
	const remedy = "see the input schema of the tool";
	if (issue === undefined) return { why: "its arguments are wrong", remedy };
	if (issue.code === "unrecognized_keys") {
		return { why: `it takes no argument ${quoted(issue.keys[0] ?? "")}`, remedy };
	}
	const place = issue.path.map(String).join(".");
	return {
		why: `${place === "" ? "its arguments" : `argument ${place}`}: ${issue.message}`,
		remedy,
	};
}

function unknownTool(name: string, on: Calling): ProtocolError {
	const names = openTools(on).map((one) => one.name);
	const near = nearest(name, names);
	const hint = near === null ? `there are: ${names.join(", ")}` : `did you mean ${near}?`;
	const text = `there is no tool ${quoted(name)}; ${hint}`;
	return new ProtocolError(ProtocolErrorCode.InvalidParams, text);
}
