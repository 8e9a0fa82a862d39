import type { Refusal } from "../../../state/client.ts";
import type { State } from "../../../state/model.ts";
import { nearest } from "../../config/nearest.ts";
import { quoted } from "./harmless.ts";

/** Longer lists are cut: a model can ask for the whole one. */
const NAMED = 20;

/** The refusal of an account that is not there; `null`: it is. */
export function unknownAccount({ accounts }: State, name: string): Refusal | null {
	return Object.hasOwn(accounts, name) ? null : unknown("account", name, Object.keys(accounts));
}

/** The refusal of the first session that is not there; `null`: all are. */
export function unknownSession({ sessions }: State, names: readonly string[]): Refusal | null {
	const missing = names.find((name) => !Object.hasOwn(sessions, name));
	return missing === undefined ? null : unknown("session", missing, Object.keys(sessions));
}

function unknown(what: "account" | "session", name: string, known: readonly string[]): Refusal {
	const near = nearest(name, known);
	const more = known.length > NAMED ? `, … (list_${what}s has all)` : "";
	const list = known.slice(0, NAMED).join(", ") || "none";
	const remedy = near === null ? `there are: ${list}${more}` : `did you mean ${near}?`;
	return { kind: "refused", why: `there is no ${what} ${quoted(name)}`, remedy };
}
