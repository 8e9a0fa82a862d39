import type { Incarnation } from "../../state/model.ts";
import { keyToCopy, readOwnerDialog } from "../claude/owner-dialog.ts";
import { readRegistry } from "../claude/registry.ts";
import type { EngineParts } from "../parts.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "tmux">;

/** What came of answering. Whether the copy is made, its SessionStart hook tells. */
export type Answered =
	| { readonly kind: "answered" }
	/** The question is not there, or no longer: somebody else answered it, or the process ended. */
	| { readonly kind: "gone" }
	| { readonly kind: "failed"; readonly why: string };

/** Keys that come sooner after a change of the screen are ignored (seen on 2.1.330). */
const QUIET_MS = 1_500;

/** Five keys are needed; the rest is for keys that were ignored all the same. */
const MOST_LOOKS = 20;

const ROWS = 200;

/**
 * Answers the question about the owner with "Copy … and continue", and confirms it. Every key is chosen from what the
 * pane shows after the one before, and is pressed only while tmux sees the same process of ours at the same row of the
 * same question. Anything else on the screen ends it.
 */
export async function copyConversation(parts: Parts, life: Incarnation): Promise<Answered> {
	const { clock, tmux, recorder } = parts;
	let label: string | null = null;
	for (let looks = 0; looks < MOST_LOOKS; looks++) {
		await clock.sleep(QUIET_MS);
		const rows = await tmux.capture(life.pane, ROWS);
		const dialog = rows === null ? null : readOwnerDialog(rows);
		if (dialog === null || !(await stillWaits(parts, life))) return { kind: "gone" };
		label ??= dialog.label;
		if (dialog.label !== label)
			return { kind: "failed", why: "it names another account than before" };
		const { key, shows } = keyToCopy(dialog);
		const { pane, pid, id: incarnation } = life;
		const pressed = await tmux.press({ pane, pid, incarnation, shows }, key);
		if (pressed.kind === "fenced") return recorder.giveWay();
		if (pressed.kind === "failed") return pressed;
		if (pressed.kind === "ok" && dialog.kind === "confirm" && key === "Enter") {
			return { kind: "answered" };
		}
	}
	return { kind: "failed", why: `${MOST_LOOKS} keys did not answer it` };
}

/** Its own registry entry says that it waits, or is not there. */
async function stillWaits({ config, files }: Parts, life: Incarnation): Promise<boolean> {
	const home = config.accounts.find((a) => a.name === life.account)?.home;
	const entry = home === undefined ? null : await readRegistry(files, home, life.pid);
	return entry === null || entry.status === "waiting";
}
