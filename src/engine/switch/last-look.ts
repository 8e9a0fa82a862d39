import type { Session } from "../../state/model.ts";
import { attendanceFacts } from "../facts/attendance.ts";
import type { EngineParts } from "../parts.ts";

/** What the last look at a session saw. */
export interface LastLook {
	/** Whether something was recorded that was not known. */
	readonly news: boolean;
	/** What its pane shows; `null`: it was not looked at. */
	readonly screen: readonly string[] | null;
}

/** Looks for the operator of a session right before it is stopped: what the watcher saw is seconds old. */
export async function lookForItsOperator(
	{ recorder, tmux }: Pick<EngineParts, "recorder" | "tmux">,
	session: Session,
): Promise<LastLook> {
	const pane = session.incarnation?.pane;
	const seen = session.kind === "dedicated" && pane !== undefined ? await tmux.look(pane) : null;
	if (seen === null) return { news: false, screen: null };
	const capture = async (): Promise<readonly string[]> => seen.rows;
	const events = await attendanceFacts({ recorder, tmux: { capture } }, session, [seen.pane]);
	recorder.commit(...events);
	return { news: events.length > 0, screen: seen.rows };
}
