import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";

/** A plain server of Node that hands each request on as the web has it. */
export interface WebServer extends AsyncDisposable {
	readonly url: URL;
}

export async function serveWeb(
	handle: (request: Request) => Promise<Response>,
): Promise<WebServer> {
	const server = createServer(getRequestListener(handle, { overrideGlobalObjects: false }));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		url: new URL(`http://127.0.0.1:${port}/mcp`),
		async [Symbol.asyncDispose]() {
			server.close();
			server.closeAllConnections();
		},
	};
}
