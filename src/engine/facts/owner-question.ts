import type { Event } from "../../state/events.ts";
import type { Incarnation, Session } from "../../state/model.ts";
import { readOwnerDialog } from "../claude/owner-dialog.ts";
import type { RegistryEntry } from "../claude/registry.ts";
import type { EngineParts } from "../parts.ts";
import type { Tmux } from "../tmux/tmux.ts";

type Parts = Pick<EngineParts, "clock" | "config"> & { readonly tmux: Pick<Tmux, "capture"> };

/** A question that was just opened may not be drawn yet. */
const DRAWN_MS = 3_000;

/** What is said of a session that stands at the question. */
const NOTES = {
	ask: "its conversation belongs to another account: attach and choose, or set switch.cross_account_resume",
	copy: "its conversation belongs to another account: it is being copied",
	refuse: "its conversation belongs to another account, which may not be crossed",
} as const;

/** More than any pane has that nobody made larger. */
const ROWS = 200;

/**
 * What there is to say of a resumed process that asks about the owner of its conversation; `null`: it asks nothing of
 * the kind. The pane is read because nothing else tells this question from others: the registry says `dialog open` for
 * all of them (seen on 2.1.330).
 */
export async function ownerQuestion(
	{ tmux, clock, config }: Parts,
	session: Session,
	life: Incarnation,
	entry: RegistryEntry,
): Promise<readonly Event[] | null> {
	if (entry.status !== "waiting" || !life.resumed || life.promptedAt != null) return null;
	const rows = await tmux.capture(life.pane, ROWS);
	if (rows === null || readOwnerDialog(rows) === null) {
		const fresh = clock.now() - (life.confirmedAt ?? clock.now()) < DRAWN_MS;
		return fresh ? [] : null;
	}
	if (session.question === "owner") return [];
	return [
		{
			type: "session.state-seen",
			session: session.name,
			incarnation: life.id,
			state: "waiting",
			note: NOTES[config.switch.crossAccountResume],
			question: "owner",
		},
	];
}
