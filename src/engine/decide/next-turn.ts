import type { QuotaWindow, Session, State } from "../../state/model.ts";
import { currentWindows, sessionsOn } from "../../state/select.ts";
import { nextTurnUse, type TurnUse } from "../../state/turn-use.ts";
import { binds } from "../../state/windows.ts";

/** Of a turn that is under way half is still to come, on average. */
const STILL_TO_COME = 0.5;

/** Why the next turn of a session may be cut. */
export interface Crossing {
	readonly account: string;
	readonly window: QuotaWindow;
	readonly use: TurnUse;
}

/**
 * The window that one more turn of a session may fill before it ends, by what turns take and by those that are under
 * way. `null`: none, or what turns take is not known. Pure.
 */
export function mayCross(state: State, session: Session, now: number): Crossing | null {
	const account = session.account === null ? undefined : state.accounts[session.account];
	if (account === undefined) return null;
	const others = sessionsOn(state, account.name).filter((s) => s.name !== session.name);
	for (const window of currentWindows(account, now, session.model ?? null)) {
		const use = nextTurnUse(window);
		if (use === null) continue;
		const bound = others.filter((s) => binds(window, s.model ?? null));
		const turns = bound.reduce((sum, s) => sum + toCome(s), 0);
		if (window.usedRatio + use.p95 + turns * use.p50 >= 1) {
			return { account: account.name, window, use };
		}
	}
	return null;
}

/** How much of a turn another session is still going to take: all of it when its task was given out just now. */
function toCome({ incarnation, turn, task, state }: Session): number {
	if (incarnation === null) return 0;
	if (turn !== null) return STILL_TO_COME;
	return task !== null && state === "starting" ? 1 : 0;
}

/** The same in words. */
export function crossingWords({ account, window, use }: Crossing): string {
	const percent = (ratio: number): number => Math.round(ratio * 100);
	const most = Math.max(1, percent(use.p95));
	const now = `${window.window} ${percent(window.usedRatio)} %, a turn takes up to ${most} %`;
	return `quota of ${account}: the next turn may cross the wall (${now})`;
}
