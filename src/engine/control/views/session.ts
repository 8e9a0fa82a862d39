import * as z from "zod";
import type * as events from "../../../state/events.ts";
import { isAbout } from "../../../state/is-about.ts";
import type { Session, State } from "../../../state/model.ts";
import { Checkpoint } from "../shapes/checkpoint.ts";
import { EventRecord } from "../shapes/event.ts";
import { list } from "../shapes/units.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { type AttachCommand, SessionView, sessionView } from "./sessions.ts";
import { versioned } from "./versioned.ts";

export const SessionDetailView = versioned({
	session: SessionView,
	checkpoints: list(Checkpoint).describe("Newest first"),
	events: list(EventRecord).describe("Its recent events, oldest first"),
}).meta({ id: "SessionDetail" });
export type SessionDetailView = z.infer<typeof SessionDetailView>;

export const PreviewView = versioned({
	session: z.string(),
	rows: list(z.string())
		.nullable()
		.describe("The last rows of its pane, as plain text; null: it has none"),
});
export type PreviewView = z.infer<typeof PreviewView>;

/** The session that was let start again. */
export const RestartedView = versioned({ session: z.string() });
export type RestartedView = z.infer<typeof RestartedView>;

/** The session that was stopped. */
export const StoppedView = versioned({ session: z.string() });
export type StoppedView = z.infer<typeof StoppedView>;

/** What became of a line that was to be typed. */
export const SentView = versioned({
	session: z.string(),
	outcome: z.discriminatedUnion("kind", [
		z.object({ kind: z.literal("accepted") }).describe("It began a turn with the line"),
		z
			.object({
				kind: z.literal("unconfirmed"),
				why: z.string().describe("What is not known: the line was typed, or may have been"),
				remedy: z.string(),
			})
			.describe("Nothing showed yet that it arrived; look before sending it again"),
	]),
});
export type SentView = z.infer<typeof SentView>;

/** One session with what happened to it. */
export function sessionDetailView(
	state: State,
	recent: readonly events.EventRecord[],
	session: Session,
	attach: AttachCommand,
): SessionDetailView {
	return {
		schemaVersion: SCHEMA_VERSION,
		session: sessionView(session, attach),
		checkpoints: state.checkpoints
			.filter((checkpoint) => checkpoint.session === session.name)
			.sort((a, b) => b.takenAt - a.takenAt),
		events: recent.filter((record) => isAbout(record, session.name)),
	};
}
