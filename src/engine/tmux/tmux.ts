/** A pane as tmux shows it. */
export interface Pane {
	/** tmux's own id, `%4`; never reused while the server lives. */
	readonly id: string;
	/** Pid of its tmux server; absent or `null`: not told. */
	readonly server?: string | null;
	readonly session: string;
	readonly pid: number;
	readonly dead: boolean;
	/** Exit status; `null` while it lives, when a signal ended it, and for a moment after its end. */
	readonly deadStatus: number | null;
	/** The signal that ended it, by number or name (tmux 3.3 and later tell). */
	readonly deadSignal?: string | null;
	/** Whose pane it is: the instance that made it. Empty for panes that are not ours. */
	readonly owner: string;
	/** The process life that was launched in it. */
	readonly incarnation: string;
	/** Terminals attached to its session. */
	readonly attached: number;
	/** When an attached client last typed or attached (epoch ms, to the second); absent or `null`: none is attached. */
	readonly typedAt?: number | null;
	/** Where the cursor stands, from 0. */
	readonly cursor?: { readonly x: number; readonly y: number };
}

export type PaneList =
	| { readonly kind: "ok"; readonly panes: readonly Pane[] }
	| { readonly kind: "no-server" }
	| { readonly kind: "failed"; readonly why: string };

/** A pane, and what it shows. */
export interface PaneLook {
	readonly pane: Pane;
	readonly rows: readonly string[];
}

export type Started =
	| { readonly kind: "ok"; readonly pane: string; readonly pid: number }
	/** A newer engine drives this tmux server; this one must not touch it any more. */
	| { readonly kind: "fenced" }
	/** A session of that name is there already. */
	| { readonly kind: "taken" }
	/** Another tmux server of the user runs `claude` in a session of that name. */
	| { readonly kind: "elsewhere"; readonly socket: string }
	/** The pane is not ours any more, or runs another process than expected. */
	| { readonly kind: "changed" }
	| { readonly kind: "failed"; readonly why: string };

export interface PaneLaunch {
	readonly name: string;
	readonly cwd: string;
	readonly argv: readonly string[];
	readonly incarnation: string;
}

/** The process that a pane must still run. */
export interface PaneProcess {
	readonly pane: string;
	readonly pid: number;
	readonly incarnation: string;
}

/** What must hold in the moment a key is pressed. */
export interface PaneExpected extends PaneProcess {
	/** Extended regular expressions; each must match a row that the pane shows. No `#`, comma or brace. */
	readonly shows: readonly string[];
}

/** What must hold in the moment a line is pasted. */
export interface EmptyBox extends PaneProcess {
	/** Extended regular expression, without `#`, comma or brace: the first row that it matches has the cursor. */
	readonly row: string;
	/** The column of the cursor, from 0. */
	readonly column: number;
	/** No attached client typed or attached since then (epoch ms). */
	readonly untouchedSince: number;
}

export type Pressed =
	| { readonly kind: "ok" }
	| { readonly kind: "fenced" }
	/** It is another process, shows something else, or its operator reads back in it: nothing reached it. */
	| { readonly kind: "changed" }
	| { readonly kind: "failed"; readonly why: string };

/** The tmux server of the pool. Everything that acts is fenced inside the server by the engine's epoch. */
export interface Tmux {
	/** Claims the server for this epoch, starting it when there is none. `fenced`: a newer epoch is there. */
	claim(): Promise<"ok" | "fenced" | { readonly failed: string }>;
	listPanes(): Promise<PaneList>;
	/** Starts a session with one pane that stays when its process ends. */
	start(launch: PaneLaunch): Promise<Started>;
	/** Runs a new process in a pane of ours whose old process is `oldPid` (dead or alive). */
	respawn(pane: string, oldPid: number, launch: PaneLaunch): Promise<Started>;
	/** Ends a session of ours whose process is already gone. */
	remove(pane: string): Promise<void>;
	/** The last `rows` rows of a pane as plain text; `null` when there is no such pane. */
	capture(pane: string, rows: number): Promise<readonly string[] | null>;
	/** A pane and all rows that it shows, seen in one moment; `null` when there is no such pane. */
	look(pane: string): Promise<PaneLook | null>;
	/** Presses one key (by tmux's name, `Down`); tmux looks whether all that is expected holds and presses in one step. */
	press(expected: PaneExpected, key: string): Promise<Pressed>;
	/**
	 * Pastes one short line and presses Enter, in one step with the look whether all that is expected holds. `failed`: it
	 * may have been pasted, or yet be.
	 */
	paste(expected: EmptyBox, line: string): Promise<Pressed>;
	/** Program and words that attach a terminal to a session. */
	attachCommand(session: string): readonly string[];
}
