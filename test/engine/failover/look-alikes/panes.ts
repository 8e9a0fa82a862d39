import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LookAlike } from "./look-alike.ts";
import { anHour } from "./phrases.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "data", "claude-code", "panes");

const rowsOf = (name: string): readonly string[] =>
	readFileSync(join(FOLDER, name), "utf8").split("\n");

/** Every captured screen, left in the pane for an hour: of a session at work, and of one that asks. */
export const panes: readonly LookAlike[] = readdirSync(FOLDER).flatMap((name) =>
	(["busy", "waiting"] as const).map((registry) => ({
		what: `${name} in the pane of a session that is ${registry}`,
		facts: [{ pane: rowsOf(name) }, { registry }, ...anHour()],
	})),
);
