import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LookAlike } from "./look-alike.ts";
import { anHour } from "./phrases.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "data", "claude-code", "panes");

const rowsOf = (name: string): readonly string[] =>
	readFileSync(join(FOLDER, name), "utf8").split("\n");

/** Of these it is also tried whether a session that asks is believed more. */
const WORDS = /limit|rate|false|auto-continued|usage/;

/** Every captured screen, left in the pane for an hour. */
export const panes: readonly LookAlike[] = readdirSync(FOLDER).flatMap((name) =>
	(WORDS.test(name) ? (["busy", "waiting", "idle"] as const) : (["busy"] as const)).map(
		(registry) => ({
			what: `${name} in the pane of a session that is ${registry}`,
			facts: [{ pane: rowsOf(name) }, { registry }, ...anHour()],
		}),
	),
);
