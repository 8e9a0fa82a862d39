import type { Pane } from "./tmux.ts";

/** One line a pane. The session's name comes last because it may hold the separator. */
export const PANE_FORMAT = [
	"#{pane_id}",
	"#{pane_pid}",
	"#{pane_dead}",
	"#{pane_dead_status}",
	"#{@ccl_owner}",
	"#{@ccl_incarnation}",
	"#{session_attached}",
	"#{session_name}",
].join("|");

/** Reads what `list-panes -F PANE_FORMAT` printed. Lines of another shape are left out. */
export function parsePanes(out: string): readonly Pane[] {
	return out.split("\n").flatMap((line) => {
		const [id, pid, dead, status, owner, incarnation, attached, ...name] = line.split("|");
		if (id === undefined || !id.startsWith("%") || name.length === 0) return [];
		return [
			{
				id,
				session: name.join("|"),
				pid: Number(pid),
				dead: dead === "1",
				deadStatus: status ? Number(status) : null,
				owner: owner ?? "",
				incarnation: incarnation ?? "",
				attached: Number(attached),
			},
		];
	});
}
