import type { Pane } from "./tmux.ts";

/** One line a pane. The session's name comes last because it may hold the separator. */
export const PANE_FORMAT = [
	"#{pane_id}",
	"#{pid}",
	"#{pane_pid}",
	"#{pane_dead}",
	"#{pane_dead_status}",
	"#{pane_dead_signal}",
	"#{@ccl_owner}",
	"#{@ccl_incarnation}",
	"#{session_attached}",
	// Moves when a client attaches and with each of its keys; not with what the pane prints, nor with `send-keys`,
	// nor when a client leaves (seen on tmux 3.3a). `window_activity` is that of the output.
	"#{session_activity}",
	"#{cursor_x}",
	"#{cursor_y}",
	"#{session_name}",
].join("|");

/** Reads what `list-panes -F PANE_FORMAT` printed. Lines of another shape are left out. */
export function parsePanes(out: string): readonly Pane[] {
	return out.split("\n").flatMap((line) => {
		const [
			id,
			server,
			pid,
			dead,
			status,
			signal,
			owner,
			incarnation,
			attached,
			typed,
			x,
			y,
			...name
		] = line.split("|");
		if (id === undefined || !id.startsWith("%") || name.length === 0) return [];
		return [
			{
				id,
				server: server ?? null,
				session: name.join("|"),
				pid: Number(pid),
				dead: dead === "1",
				deadStatus: status ? Number(status) : null,
				deadSignal: signal || null,
				owner: owner ?? "",
				incarnation: incarnation ?? "",
				attached: Number(attached),
				typedAt: Number(attached) > 0 ? Number(typed) * 1000 : null,
				cursor: { x: Number(x), y: Number(y) },
			},
		];
	});
}
