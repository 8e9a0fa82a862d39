import type { IncomingMessage } from "node:http";
import { askForBody } from "./held-body.ts";
import { type HttpProblem, problem } from "./problem.ts";

/** Largest body that is read, where a route names no other. */
export const BODY_LIMIT = 64 * 1024;
/** How much more is thrown away before the connection is cut, so that the sender sees the answer. */
const DISCARD_LIMIT = 1024 * 1024;

export type BodyReading =
	| { readonly kind: "ok"; readonly value: unknown }
	| { readonly kind: "problem"; readonly problem: HttpProblem };

/** Reads and parses a JSON body of at most `limit` bytes; an empty one counts as `{}`. */
export async function readBody(
	request: IncomingMessage,
	limit: number = BODY_LIMIT,
): Promise<BodyReading> {
	const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
	if (type !== "application/json") {
		const detail = `the content type is ${type ? `"${type.slice(0, 60)}"` : "missing"}`;
		return bad(problem("wrong-type", detail, "send Content-Type: application/json"));
	}
	const tooLarge = problem("too-large", `a body may have ${limit} bytes`, "send less");
	if (declaredLength(request) > limit) return bad(tooLarge);
	askForBody(request);
	const text = await collect(request, limit, tooLarge);
	if (typeof text !== "string") return bad(text);
	if (text.trim() === "") return { kind: "ok", value: {} };
	try {
		return { kind: "ok", value: JSON.parse(text) as unknown };
	} catch {
		return bad(problem("invalid", "the body is not JSON", "send one JSON object"));
	}
}

/** How long (bytes) a body is said to be; 0: nobody says. */
export function declaredLength({ headers }: IncomingMessage): number {
	return Number(headers["content-length"] ?? 0);
}

/** The text of the body, or why there is none. A sender that leaves is no failure of ours. */
function collect(
	request: IncomingMessage,
	limit: number,
	tooLarge: HttpProblem,
): Promise<string | HttpProblem> {
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let size = 0;
		request.on("data", (chunk: Buffer) => {
			size += chunk.length;
			if (size <= limit) chunks.push(chunk);
			else resolve(tooLarge);
			if (size > DISCARD_LIMIT) request.destroy();
		});
		request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
		const cut = (): void =>
			resolve(problem("invalid", "the connection ended within the body", "send it again"));
		request.on("error", cut);
		request.on("close", cut);
	});
}

function bad(what: HttpProblem): BodyReading {
	return { kind: "problem", problem: what };
}
