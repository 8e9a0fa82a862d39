import type { Snapshot } from "../../../state/client.ts";
import { sharedJson } from "../http/shared-json.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import type { StateView } from "./state.ts";

/** The state, its parts, and each session or account of those. */
const LEVELS = 2;

/** A snapshot as the JSON of `StateView`. It is large, whoever attaches asks for it, and most of it stays the same. */
export function stateText({ seq, state, recent }: Snapshot, server: StateView["server"]): string {
	const head = JSON.stringify({ schemaVersion: SCHEMA_VERSION, server, seq }).slice(0, -1);
	const records = recent.map((record) => sharedJson(record)).join(",");
	return `${head},"state":${sharedJson(state, LEVELS)},"recent":[${records}]}`;
}
