import { afterEach, expect, test } from "vitest";
import type { Config } from "../../../src/engine/config/config.ts";
import { serveEngine } from "../../../src/engine/control/serve-engine.ts";
import type { ControlServer } from "../../../src/engine/control/server.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { call, socketPlace } from "./call.ts";
import { seededFixture } from "./fixture-client.ts";

let server: ControlServer;
afterEach(() => server.close());

test("a request that fails is told to the operator, once however often it is asked", async () => {
	const { client, now } = seededFixture();
	const told: string[] = [];
	const engine = {
		client: { ...client, preview: () => Promise.reject(new Error("tmux is gone")) },
		warn: ({ what }: { what: string }) => told.push(what),
	} as unknown as Engine;
	const mcpHttp = { listen: { kind: "unix" }, bearerTokenEnv: null, tokens: [] };
	const config = { mcpHttp } as unknown as Config;
	const socketPath = socketPlace();
	server = await serveEngine(engine, { config, environment: {}, socketPath, now, readonly: false });
	for (let n = 0; n < 3; n++) {
		expect((await call(socketPath, "/v1/sessions/ccl-2/preview")).status).toBe(500);
	}
	expect(told).toEqual(["a request to the control plane failed: tmux is gone"]);
});
