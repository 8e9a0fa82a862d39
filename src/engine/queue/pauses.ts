import type { ActReply, PauseScope } from "../../state/client.ts";
import { endsOfPauses, nextEndOfPause } from "../../state/pauses.ts";
import type { EngineParts } from "../parts.ts";
import { projectNamed } from "./projects.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files">;

/** Pauses the giving out of tasks: of all, with `all` automatic switching too, or of one project. */
export async function pauseDispatch(
	parts: Parts,
	all: boolean,
	{ project: word, until }: PauseScope,
): Promise<ActReply> {
	if (all && word !== undefined) {
		const remedy = "leave one of the two away: switching is not paused for a project";
		return { kind: "refused", why: "all of one project is no pause that there is", remedy };
	}
	const project = word === undefined ? null : await projectNamed(parts, word);
	if (project?.kind === "refused") return project;
	if (until !== undefined && until <= parts.clock.now()) {
		return { kind: "refused", why: "that time has passed", remedy: "name a time to come" };
	}
	parts.recorder.commit({
		type: "dispatch.paused",
		all,
		...(project !== null && { project: project.path }),
		...(until !== undefined && { until }),
	});
	return { kind: "done" };
}

/** Ends the pause of everything, or that of one project. */
export async function resumeDispatch(parts: Parts, word: string | undefined): Promise<ActReply> {
	const { recorder } = parts;
	if (word === undefined) {
		recorder.commit({ type: "dispatch.resumed" });
		return { kind: "done" };
	}
	const paused = recorder.state().dispatch.projects ?? {};
	// One that was paused may have left the configuration since.
	const gone = Object.hasOwn(paused, word) ? { kind: "project", path: word } : null;
	const project = gone ?? (await projectNamed(parts, word));
	if ("why" in project) return project;
	recorder.commit({ type: "dispatch.resumed", project: project.path });
	return { kind: "done" };
}

/** Records the end of the pauses whose time has come: whoever asks whether all is paused need not know the time. */
export function endPauses({ recorder, clock }: Pick<EngineParts, "recorder" | "clock">): void {
	recorder.commit(...endsOfPauses(recorder.state(), clock.now()));
}

/** How long until the next pause ends, if that is within `withinMs`; else `null`. */
export function pauseEndsIn(
	{ recorder, clock }: Pick<EngineParts, "recorder" | "clock">,
	withinMs: number,
): number | null {
	const at = nextEndOfPause(recorder.state());
	const ms = at === null ? Number.POSITIVE_INFINITY : at - clock.now();
	return ms <= withinMs ? Math.max(0, ms) : null;
}
