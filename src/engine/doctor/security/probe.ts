import type { ClientRequest } from "node:http";
import { request } from "../../control/node-http.ts";

/** Where a request goes: the path of a unix socket, or a port of the loopback. */
export type Target =
	| { readonly socketPath: string }
	| { readonly host: string; readonly port: number };

/** Only these prove that nobody listens. */
const NOBODY: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOENT"]);

const PATIENCE_MS = 3_000;

/** The status of the answer to a request with headers that nobody honest sends; `null`: nobody listens there; 0: no answer came. */
export function probe(
	target: Target,
	headers: Readonly<Record<string, string>>,
): Promise<number | null> {
	return new Promise((resolve) => {
		const sent: ClientRequest = request({ ...target, path: "/livez", headers, agent: false });
		sent.once("response", (response) => {
			response.resume();
			resolve(response.statusCode ?? null);
		});
		sent.once("error", ({ code = "" }: NodeJS.ErrnoException) =>
			resolve(NOBODY.has(code) ? null : 0),
		);
		sent.setTimeout(PATIENCE_MS, () => sent.destroy());
		sent.end();
	});
}
