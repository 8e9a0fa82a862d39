import type { State, Task } from "../../state/model.ts";
import { byName } from "../../state/select.ts";
import { indexTasks } from "../../state/task-index.ts";
import type { EngineParts } from "../parts.ts";
import type { Files } from "../ports/files.ts";
import { begunAt, names, readStatus, statusFile, WRITER } from "./status-file.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files">;

/** Who else reads the file may take it for out of date after some minutes. */
const BEAT_MS = 60_000;

/** A file that an agent keeps itself is its own while it is younger than this. */
const KEPT_MS = 10 * 60_000;

/** What a project's sessions do, as other tools of the task protocol read it. */
interface ProjectStatus {
	readonly state: "idle" | "working";
	readonly sessions: readonly {
		readonly session: string;
		readonly state: string;
		readonly task: string | null;
	}[];
}

/** The sessions that live in a project, and whether one of them works. Pure. */
export function projectStatus(state: State, project: string): ProjectStatus {
	const sessions = Object.values(state.sessions)
		.filter((s) => s.project === project && s.incarnation !== null && s.kind !== "observed")
		.toSorted((a, b) => byName(a.name, b.name))
		.map(({ name, state: now, task }) => ({ session: name, state: now, task }));
	const works = sessions.some((s) => s.state === "working");
	return { state: works ? "working" : "idle", sessions };
}

/**
 * Keeps `.agent-queue/status.json` of the projects: written when it changes, and once a minute while somebody works.
 * Never one that an agent keeps itself. A project whose file cannot be written goes without: nothing is decided by it.
 */
export class StatusFiles {
	readonly #written = new Map<string, { readonly body: string; readonly at: number }>();

	async keep(parts: Parts): Promise<void> {
		const now = parts.clock.now();
		for (const { path } of parts.config.projects) {
			const status = projectStatus(parts.recorder.state(), path);
			const body = JSON.stringify(status);
			const last = this.#written.get(path);
			const beats = status.state === "working" && now - (last?.at ?? 0) >= BEAT_MS;
			if (last?.body === body && !beats) continue;
			this.#written.set(path, { body, at: now });
			const { running } = indexTasks(parts.recorder.state());
			const tasks = running.filter((task) => task.project === path);
			await writeStatus(parts.files, path, { status, tasks }, now).catch(() => {});
		}
	}
}

async function writeStatus(
	files: Files,
	project: string,
	{ status, tasks }: { readonly status: ProjectStatus; readonly tasks: readonly Task[] },
	now: number,
): Promise<void> {
	if (await isAgents(files, project, tasks, now)) return;
	const path = statusFile(project);
	const mine = { writer: WRITER, updatedAt: new Date(now).toISOString(), ...status };
	const temporary = `${path}.tmp`;
	await files.remove(temporary);
	await files.write(temporary, `${JSON.stringify(mine, null, "\t")}\n`, 0o644, "fresh");
	await files.rename(temporary, path);
}

/** Somebody else wrote it, and lately, or of a task that runs: that may be its agent's last word. */
async function isAgents(
	files: Files,
	project: string,
	tasks: readonly Task[],
	now: number,
): Promise<boolean> {
	const read = await readStatus(files, project);
	if (read === null) return false;
	if (read.kind === "not-regular") return true;
	const isYoung = now - read.mtimeMs < KEPT_MS;
	if (read.kind !== "ok") return isYoung;
	const { writer = null, task = null } = read.words ?? {};
	if (writer === WRITER) return false;
	return isYoung || tasks.some((one) => read.mtimeMs >= begunAt(one) && names(one, task ?? ""));
}
