import type { Event } from "../../state/events.ts";
import type { Move, Session, State } from "../../state/model.ts";
import { ATTENDED_MS } from "../../state/stop-cuts.ts";
import { draftIn } from "../claude/input-box.ts";
import type { EngineParts } from "../parts.ts";
import type { Pane, Tmux } from "../tmux/tmux.ts";

type Parts = Pick<EngineParts, "recorder"> & { readonly tmux: Pick<Tmux, "capture"> };

/** More than any screen has. */
const ALL_ROWS = 10_000;

/**
 * Whether the operator is at a session of their own, as events; only what is news. While a move waits to stop it, every
 * key counts and its input box is looked at; else it is enough to know it to the minute, for plans.
 * `where-somebody-is`: nobody types where nobody is attached, so that box is as it was seen.
 */
export async function attendanceFacts(
	{ tmux, recorder }: Parts,
	session: Session,
	panes: readonly Pane[],
	look: "all" | "where-somebody-is" = "all",
): Promise<readonly Event[]> {
	const life = session.incarnation;
	if (session.kind !== "dedicated" || life === null) return [];
	const pane = panes.find((p) => p.id === life.pane && p.incarnation === life.id && !p.dead);
	if (pane === undefined) return [];
	const waits = isAboutToStop(recorder.state(), session.name);
	const before = session.attendedAt ?? 0;
	const typedAt = Math.max(before, pane.typedAt ?? 0) || null;
	const typed = (typedAt ?? 0) - before >= (waits ? 1 : ATTENDED_MS);
	const known = session.draft ?? null;
	const nobody = look === "where-somebody-is" && pane.attached === 0 && known !== true;
	const draft = waits && nobody ? known : await draftAt(tmux, session, pane, waits);
	if (!typed && draft === known) return [];
	const who = { session: session.name, incarnation: life.id };
	return [{ type: "session.attended", ...who, typedAt, draft }];
}

/** The open switch waits to stop it, and would wait for its operator. */
function isAboutToStop({ openSwitch: open }: State, name: string): boolean {
	if (open === null || open.force || open.reason === "limit") return false;
	const waits = (m: Move): boolean => m.step === "pending" || m.step === "draining";
	return open.moves.some((m) => m.session === name && m.outcome === null && waits(m));
}

async function draftAt(
	tmux: Parts["tmux"],
	session: Session,
	pane: Pane,
	waits: boolean,
): Promise<boolean | null> {
	if (!waits || session.turn !== null || pane.cursor === undefined) return null;
	const rows = await tmux.capture(pane.id, ALL_ROWS);
	return rows === null ? null : draftIn(rows, pane.cursor);
}
