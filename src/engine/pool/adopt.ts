import type { EngineParts } from "../parts.ts";
import { incarnationOf, readLaunchRecord } from "./launch-record.ts";

type Parts = Pick<EngineParts, "recorder" | "tmux" | "files" | "processes" | "owner" | "folders">;

/**
 * Takes up the panes of an earlier life of the engine. A pane that was started but not yet recorded when the engine
 * died is told by its launch record, so that nothing is started twice. `isLaunching`: those that are recorded by
 * whoever starts them just now. False when tmux does not tell its panes.
 */
export async function adoptPanes(
	parts: Parts,
	isLaunching: (incarnation: string) => boolean = () => false,
): Promise<boolean> {
	const { recorder, tmux, files, processes, owner, folders } = parts;
	const list = await tmux.listPanes();
	if (list.kind === "failed") return false;
	if (list.kind !== "ok") return true;
	for (const pane of list.panes) {
		if (pane.owner !== owner || pane.dead || isLaunching(pane.incarnation)) continue;
		const session = recorder.state().sessions[pane.session];
		if (session === undefined || session.incarnation?.id === pane.incarnation) continue;
		const record = await readLaunchRecord(files, folders.launches, pane.incarnation);
		const startTime = await processes.startTime(pane.pid);
		if (record === null || record.session !== session.name || startTime === null) continue;
		// Somebody else may have taken it up in the meantime.
		if (recorder.state().sessions[session.name]?.incarnation?.id === pane.incarnation) continue;
		recorder.commit({
			type: "session.launched",
			session: session.name,
			incarnation: incarnationOf(record, pane.id, pane.pid, startTime),
			why: `taken up again: ${record.why}`,
			task: record.task,
			project: record.project,
		});
	}
	return true;
}
