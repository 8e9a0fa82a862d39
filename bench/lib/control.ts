import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** Asks the control socket for one document. */
export async function getJson<T>(socketPath: string, path: string): Promise<T> {
	const asked = request({ socketPath, path, agent: false });
	asked.end();
	const [answer] = (await once(asked, "response")) as [IncomingMessage];
	const body = await text(answer);
	if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${body}`);
	return JSON.parse(body) as T;
}
