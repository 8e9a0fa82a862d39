import { serveControl } from "../../src/engine/control/server.ts";
import type { AccountsView } from "../../src/engine/control/views/accounts.ts";
import type { EngineClient } from "../../src/state/client.ts";
import { call, socketPlace } from "../engine/control/call.ts";

/** What `GET /v1/accounts`, and so `accounts --json`, says of an engine that runs in the test's process. */
export async function accountsOf(client: EngineClient): Promise<AccountsView> {
	const place = socketPlace();
	const about = { version: "test", pid: process.pid, now: Date.now };
	const server = await serveControl({ client, socketPath: place, ...about });
	try {
		return (await call(place, "/v1/accounts")).body as AccountsView;
	} finally {
		await server.close();
	}
}
