import type { EngineParts } from "../parts.ts";
import type { Pane, PaneLaunch, PaneList, Started } from "../tmux/tmux.ts";
import { incarnationOf, type LaunchRecord } from "./launch-record.ts";
import {
	type Launched,
	type NotKnown,
	notKnown,
	type Refused,
	refused,
	refusedByTmux,
} from "./launched.ts";

type Parts = Pick<EngineParts, "recorder" | "processes" | "tmux" | "owner">;

/** Starts processes in the panes of sessions: in the one that is there, else in a new one. */
export class PaneStarts {
	readonly #parts: Parts;
	/** The pane of a process that we ended and proved gone, until the next start in it. */
	readonly #vacated = new Map<string, Pick<Pane, "id" | "pid">>();

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** The pane of a session whose process we ended and proved gone. */
	vacated(session: string, pane: Pick<Pane, "id" | "pid">): void {
		this.#vacated.set(session, pane);
	}

	/** Starts what is prepared and records it. `not-known`: it may run, or yet begin to. */
	async start(record: LaunchRecord, launch: PaneLaunch): Promise<Launched> {
		const { processes, recorder } = this.#parts;
		const answer =
			(await this.#startInVacated(launch)) ?? (await this.#startWhereItBelongs(launch));
		if (answer.kind === "refused") return answer;
		const started = answer.kind === "failed" ? await this.#startedAfterAll(answer, launch) : answer;
		if (started.kind === "not-known") return started;
		if (started.kind === "fenced") return recorder.giveWay();
		if (started.kind !== "ok") return refusedByTmux(started, launch.name);
		const startTime = (await processes.startTime(started.pid)) ?? "gone";
		const incarnation = incarnationOf(record, started.pane, started.pid, startTime);
		recorder.commit({
			type: "session.launched",
			session: launch.name,
			incarnation,
			why: record.why,
			task: record.task,
			project: record.project,
		});
		return { kind: "ok", incarnation };
	}

	/**
	 * In the pane whose process we just ended, without asking tmux for all its panes first: the server itself checks
	 * that it is ours and still has that process. `null`: there is no such pane, look for it.
	 */
	async #startInVacated(launch: PaneLaunch): Promise<Started | NotKnown | null> {
		const pane = this.#vacated.get(launch.name);
		if (pane === undefined) return null;
		this.#vacated.delete(launch.name);
		const answer = await this.#parts.tmux.respawn(pane.id, pane.pid, launch);
		if (answer.kind !== "failed") return answer.kind === "changed" ? null : answer;
		const started = await this.#startedAfterAll(answer, launch);
		return started.kind === "failed" ? null : started;
	}

	async #startWhereItBelongs(launch: PaneLaunch): Promise<Started | Refused> {
		const { tmux, processes } = this.#parts;
		const list = await tmux.listPanes();
		if (list.kind === "failed") {
			return refused(`tmux does not tell its panes: ${list.why}`, "nothing: it is tried again");
		}
		const pane = this.#ownPane(list, launch.name);
		// tmux may notice the end of a process a moment after us; a pid without a process is an end as well.
		const lives = pane !== null && (await processes.startTime(pane.pid)) !== null;
		if (pane !== null && !pane.dead && lives) {
			return refused(`pane ${pane.id} of ${launch.name} still runs process ${pane.pid}`, "stop it");
		}
		return pane ? tmux.respawn(pane.id, pane.pid, launch) : tmux.start(launch);
	}

	/** tmux may have done, or be about to do, what it did not answer in time: the pane says which launch runs in it. */
	async #startedAfterAll(
		answer: Extract<Started, { kind: "failed" }>,
		launch: PaneLaunch,
	): Promise<Extract<Started, { kind: "ok" | "failed" }> | NotKnown> {
		const list = await this.#parts.tmux.listPanes();
		if (list.kind === "failed") return notKnown(launch.name, answer.why);
		const pane = this.#ownPane(list, launch.name);
		// Also one that has ended by now was started, and may have taken its prompt.
		if (pane?.incarnation !== launch.incarnation) return answer;
		return { kind: "ok", pane: pane.id, pid: pane.pid };
	}

	/** The pane of a session if it is ours. */
	#ownPane(list: PaneList, name: string): Pane | null {
		if (list.kind !== "ok") return null;
		return list.panes.find((p) => p.session === name && p.owner === this.#parts.owner) ?? null;
	}
}
