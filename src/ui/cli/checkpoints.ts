import type { CheckpointsView } from "../../engine/control/views/checkpoints.ts";
import { lastValue } from "./command.ts";
import { table } from "./print/table.ts";
import { ago } from "./print/times.ts";
import { orDash } from "./print/words.ts";
import { readCommand, type Sight } from "./read-command.ts";

const TITLES = ["CHECKPOINT", "SESSION", "TAKEN", "WHY", "ACCOUNT", "TASK", "GIT", "FILE"];

/** `claude-failover checkpoints`: newest first. */
export const run = readCommand<CheckpointsView>((args) => {
	const session = lastValue(args, "session");
	return `/v1/checkpoints${session === null ? "" : `?session=${encodeURIComponent(session)}`}`;
}, checkpointLines);

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
	return table(TITLES, rows, sight.columns);
}
