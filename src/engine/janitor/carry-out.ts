import { dirname, join } from "node:path";
import type { Tidying, TidyTrouble } from "../../state/tidying.ts";
import { removeIncarnationSpool } from "../claude/spool.ts";
import { freeName } from "../queue/free-name.ts";
import { queueFolders } from "../queue/inbox.ts";
import type { Pane } from "../tmux/tmux.ts";
import { isLeftOver } from "./dead-panes.ts";
import { type JanitorParts, lives, obstacleOn } from "./duty.ts";
import { isKnown, question } from "./stale-markers.ts";

type Of<K extends Tidying["kind"]> = Extract<Tidying, { readonly kind: K }>;

/** `changed`: it is not as it was found any more, and nothing was done. */
export type CarriedOut = "done" | "changed" | TidyTrouble;

/** Does what was found. What the file system refuses is thrown. */
export async function carryOut(parts: JanitorParts, item: Tidying): Promise<CarriedOut> {
	const { recorder, files, folders } = parts;
	switch (item.kind) {
		case "events":
			return recorder.prune(item.before) > 0 ? "done" : "changed";
		case "checkpoint":
			await files.remove(item.path);
			return "done";
		case "spool":
		case "launch":
			// A pane that was found meanwhile may have brought it back.
			if (lives(parts).has(item.incarnation)) return "changed";
			await removeIncarnationSpool(files, folders.spool, item.incarnation);
			if (item.kind === "launch") await files.remove(item.path);
			return "done";
		case "done":
		case "failed":
			return archive(parts, item);
		case "marker":
			return ask(parts, item);
		case "pane":
			return removePane(parts, item);
	}
}

/** Moves a task's file into the archive, under a free name; no link is followed on the way. */
async function archive(
	{ files, recorder }: JanitorParts,
	item: Of<"done" | "failed">,
): Promise<CarriedOut> {
	const queue = queueFolders(item.project);
	const folder = queue[item.kind];
	const month = dirname(item.to);
	const way = [queue.root, folder, join(folder, "archive"), month];
	const obstacle = await obstacleOn(files, way);
	if (obstacle !== null) return obstacle;
	const info = await files.lstat(item.path).catch(() => null);
	if (!info?.isFile()) return "changed";
	await files.makeFolder(month, 0o777);
	const file = await freeName(files, item.to);
	await files.renameDurably(item.path, file);
	const task = item.task === null ? undefined : recorder.state().tasks.get(item.task);
	if (task?.file === item.path) recorder.commit({ type: "task.archived", task: task.id, file });
	return "done";
}

/** Shows a claimed file as a task that a person decides on; the file stays as it is. */
function ask({ recorder }: JanitorParts, item: Of<"marker">): CarriedOut {
	const state = recorder.state();
	if (isKnown(state, item.path) || state.tasks.has(item.task)) return "changed";
	const { task, project, title, priority, path: file } = item;
	const note = question(item);
	recorder.commit(
		{ type: "task.added", task, project, title, priority, file },
		{ type: "task.ended", task, outcome: "uncertain", file, note },
	);
	return "done";
}

/** tmux itself checks that the pane is dead and ours. It does not tell what it did: that is looked at. */
async function removePane(parts: JanitorParts, { pane }: Of<"pane">): Promise<CarriedOut> {
	const { tmux } = parts;
	const before = await tmux.listPanes();
	const found = before.kind === "ok" ? before.panes.find((p) => p.id === pane) : undefined;
	if (found === undefined || !isLeftOver(parts, found)) return "changed";
	await tmux.remove(pane);
	const after = await tmux.listPanes();
	const gone = after.kind === "no-server" || (after.kind === "ok" && !isIn(after.panes, pane));
	return gone ? "done" : "changed";
}

function isIn(panes: readonly Pane[], id: string): boolean {
	return panes.some((pane) => pane.id === id);
}
