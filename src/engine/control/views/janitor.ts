import type * as z from "zod";
import type { TidyReport } from "../../../state/tidying.ts";
import { Tidying, TidyTrouble } from "../shapes/tidying.ts";
import { flag, list } from "../shapes/units.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { versioned } from "./versioned.ts";

/** What a pass would do (`done: false`), or did. */
export const JanitorView = versioned({
	done: flag("false: it is what a pass would do"),
	items: list(Tidying),
	troubles: list(TidyTrouble),
}).meta({ id: "Janitor" });
export type JanitorView = z.infer<typeof JanitorView>;

export function janitorView({ items, troubles }: TidyReport, done: boolean): JanitorView {
	return { schemaVersion: SCHEMA_VERSION, done, items, troubles };
}
