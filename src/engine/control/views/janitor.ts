import type { TidyReport } from "../../../state/tidying.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** What a pass would do (`done: false`), or did. Ages are in milliseconds. */
export interface JanitorView extends Versioned, TidyReport {
	readonly done: boolean;
}

export function janitorView({ items, troubles }: TidyReport, done: boolean): JanitorView {
	return { schemaVersion: SCHEMA_VERSION, done, items, troubles };
}
