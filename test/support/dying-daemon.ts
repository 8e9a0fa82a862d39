import { writeSync } from "node:fs";
import { Writable } from "node:stream";
import { loadConfig } from "../../src/engine/config/load.ts";
import { runHeadless } from "../../src/engine/headless.ts";
import type { Event } from "../../src/state/events.ts";
import { rowName } from "./row-name.ts";

/*
 * The shipped engine in a process that ends by SIGKILL right after a row is in the journal, before anything that follows
 * from it is done: node dying-daemon.ts CONFIG ROW, where ROW is what `rowName` says. The engine writes its log line in
 * the call that commits the row, so the kill comes at exactly that row. Rows from before its own switch do not count.
 */

const [file = "", row = ""] = process.argv.slice(2);
const loaded = loadConfig(file, { env: process.env, home: process.env.HOME ?? "" });
if (loaded.kind !== "ok") throw new Error(`${file} is not valid`);

let begun = false;

const stdout = new Writable({
	write(chunk: Buffer, _, done) {
		writeSync(1, chunk);
		const { event } = JSON.parse(chunk.toString()) as { readonly event: Event };
		begun ||= event.type === "switch.begun";
		if (begun && rowName(event) === row) process.kill(process.pid, "SIGKILL");
		done();
	},
});

const { stderr, env } = process;
process.exitCode = await runHeadless(loaded.config, {
	...{ stdout, stderr, env },
	now: Date.now,
	readonly: false,
});
