import type { CheckpointsView } from "../../../engine/control/views/checkpoints.ts";
import { cutFront } from "../../tui/present/line.ts";
import { type Args, lastValue } from "../command.ts";
import { findSession } from "../find-session.ts";
import type { Io } from "../io.ts";
import { table } from "../print/table.ts";
import { ago } from "../print/times.ts";
import { orDash } from "../print/words.ts";
import { type Sight, show } from "../read-command.ts";
import { talk } from "../talk.ts";

const TITLES = ["CHECKPOINT", "SESSION", "TAKEN", "WHY", "ACCOUNT", "TASK", "GIT", "FILE"];

/** `claude-failover checkpoints`: newest first. A session that left the pool may still have some. */
export async function list(args: Args, io: Io): Promise<number> {
	const session = lastValue(args, "session");
	const query = session === null ? "" : `?session=${encodeURIComponent(session)}`;
	const told = await talk<CheckpointsView>(io, { method: "GET", path: `/v1/checkpoints${query}` });
	if (told.kind === "exit") return told.code;
	if (session !== null && told.body.checkpoints.length === 0) {
		const found = await findSession(io, session);
		if (found.kind === "exit") return found.code;
	}
	return show(told.body, args, io, checkpointLines);
}

export function checkpointLines(view: CheckpointsView, sight: Sight): readonly string[] {
	if (view.checkpoints.length === 0) return ["no checkpoints"];
	const rows = view.checkpoints.map((checkpoint) => [
		checkpoint.id,
		checkpoint.session,
		ago(checkpoint.takenAt, sight.now),
		checkpoint.why,
		orDash(checkpoint.account),
		orDash(checkpoint.task),
		orDash(checkpoint.gitHead?.slice(0, 9) ?? null),
		checkpoint.file,
	]);
	return table(TITLES, rows, sight.columns, cutFront);
}
