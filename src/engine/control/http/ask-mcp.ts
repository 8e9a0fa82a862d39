import { MESSAGE_LIMIT } from "../mcp/message-limit.ts";
import { problemResponse } from "./answer.ts";
import { declaredLength } from "./body.ts";
import { type AppContext, type Door, openStream } from "./door.ts";
import { askForBody } from "./held-body.ts";
import { problem } from "./problem.ts";

const TOO_LONG = problem("too-large", `a message may have ${MESSAGE_LIMIT} bytes`, "send less");

/** Hands a request of a caller that was let in to MCP. */
export function askMcp(door: Door, c: AppContext): Promise<Response> | Response {
	const { incoming } = c.env;
	if (declaredLength(incoming) > MESSAGE_LIMIT) return problemResponse(TOO_LONG);
	// What is got is a stream, and counts as those of events do.
	const refused = incoming.method === "GET" ? openStream(door, c) : null;
	if (refused !== null) return problemResponse(refused);
	askForBody(incoming);
	return door.mcp.handle(c.req.raw, c.get("caller"));
}
