import type { Session } from "../../state/model.ts";
import type { Pane, PaneList } from "../tmux/tmux.ts";

/** Process lives that went with their tmux server, or while no engine watched: none of them ended by itself. */
export type LostLives = ReadonlySet<string>;

/** Something that took several sessions at once. */
export interface Loss {
	/** `server`: the tmux server went under a running engine; `away`: it happened while no engine ran, as at a reboot. */
	readonly cause: "server" | "away";
	readonly sessions: number;
}

/**
 * Tells a tmux server that vanished from panes that end one by one. A pane that is missing is no proof of a crash when
 * the whole server is another than before, when no pane is left at all, or at the first look of an engine.
 */
export class TmuxServerWatch {
	readonly #lost = new Set<string>();
	/** The server that was seen last, `null` when there was none with a pane; `undefined`: nothing was looked at yet. */
	#server: string | null | undefined;

	get lost(): LostLives {
		return this.#lost;
	}

	/** Takes in one list of panes. Gives the loss that it shows, `null` when it shows none. */
	look(list: Exclude<PaneList, { kind: "failed" }>, sessions: readonly Session[]): Loss | null {
		const panes = list.kind === "ok" ? list.panes : [];
		const before = this.#server;
		const now = panes[0] === undefined ? null : (panes[0].server ?? "not told");
		this.#server = now;
		this.#forget(sessions);
		if (before === now || before === null) return null;
		const missing = lives(sessions).filter((life) => !shows(panes, life) && !this.#lost.has(life));
		for (const life of missing) this.#lost.add(life);
		if (missing.length === 0) return null;
		return { cause: before === undefined ? "away" : "server", sessions: missing.length };
	}

	#forget(sessions: readonly Session[]): void {
		const present = new Set(lives(sessions));
		for (const life of this.#lost) if (!present.has(life)) this.#lost.delete(life);
	}
}

function lives(sessions: readonly Session[]): readonly string[] {
	return sessions.flatMap((s) => (s.incarnation === null ? [] : [s.incarnation.id]));
}

function shows(panes: readonly Pane[], life: string): boolean {
	return panes.some((p) => p.incarnation === life);
}

/** A loss as it is told: one cause, one notice, however many sessions it took. */
export function lossNotice({ cause, sessions }: Loss): {
	readonly what: string;
	readonly remedy: string;
} {
	const many = `${sessions} ${sessions === 1 ? "session" : "sessions"}`;
	const remedy = "what should run is started again in its own conversation";
	if (cause === "server") return { what: `the tmux server is gone, and ${many} with it`, remedy };
	const what = `${many} ended while no engine ran (a reboot, or the end of the tmux server)`;
	return { what, remedy };
}
