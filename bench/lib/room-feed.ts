import { createInterface } from "node:readline";
import { serveControl } from "../../src/engine/control/server.ts";
import { fixtureClient } from "../../test/engine/control/fixture-client.ts";
import { loadEvent, poolEvents } from "./room-pool.ts";

/*
 * The control plane of a large pool, in a process of its own: room-feed.ts SOCKET. The real server over a real store; a
 * line on stdin is how many events a second are to come from now on. Says "ready" once it serves.
 */

const TICK_MS = 5;

const fixture = fixtureClient();
fixture.now = Date.now;
fixture.at = Date.now();
fixture.commit(...poolEvents(Date.now()));
const { client, now } = fixture;
const socketPath = process.argv[2] ?? "";
await serveControl({ client, socketPath, version: "0.1.0", pid: process.pid, now });

let rate = 0;
let owed = 0;
let told = 0;
let before = performance.now();
setInterval(() => {
	const at = performance.now();
	owed += ((at - before) / 1000) * rate;
	before = at;
	fixture.at = Date.now();
	for (; owed >= 1; owed--) fixture.commit(loadEvent(told++, Date.now()));
}, TICK_MS);

createInterface({ input: process.stdin })
	.on("line", (line) => {
		rate = Number(line);
	})
	.on("close", () => process.exit());
process.stdout.write("ready\n");
