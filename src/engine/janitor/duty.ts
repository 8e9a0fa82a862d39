import type { Tidying, TidyReport, TidyTrouble } from "../../state/tidying.ts";
import type { EngineParts } from "../parts.ts";
import type { Entry, Files } from "../ports/files.ts";
import { inTheWay } from "../queue/real-folder.ts";

export type JanitorParts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "folders" | "tmux" | "owner"
>;

/** Finds what one pass would do, and does nothing. */
export type Duty = (parts: JanitorParts) => Promise<TidyReport>;

export const nothing: TidyReport = { items: [], troubles: [] };

export function found(...items: readonly Tidying[]): TidyReport {
	return { items, troubles: [] };
}

export function together(reports: readonly TidyReport[]): TidyReport {
	return {
		items: reports.flatMap((report) => report.items),
		troubles: reports.flatMap((report) => report.troubles),
	};
}

/** What the file system refused, to be told; whatever else was thrown is thrown on. */
export function refusedBySystem(error: unknown, doing: string): TidyTrouble {
	const { code } = error as NodeJS.ErrnoException;
	if (typeof code !== "string" || !/^E[A-Z0-9]+$/.test(code)) throw error;
	return {
		what: `the janitor cannot ${doing} (${code})`,
		remedy: "put it right, or do it by hand",
		failed: true,
	};
}

/** What keeps old task files where they are, on this way of folders; `null`: nothing. No link is followed. */
export async function obstacleOn(
	files: Files,
	way: readonly string[],
): Promise<TidyTrouble | null> {
	const obstacle = await inTheWay(files, way);
	if (obstacle === null) return null;
	const is = obstacle.isLink ? "a link, and is not followed" : "no folder";
	const what = `old task files stay where they are: ${obstacle.path} is ${is}`;
	return { what, remedy: "put a folder in its place, or move them by hand", failed: true };
}

/** What is in a folder, nothing when it is not there; what cannot be looked into is a trouble. */
export async function entriesOf(
	files: Files,
	folder: string,
): Promise<readonly Entry[] | TidyReport> {
	try {
		return await files.entries(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
		return { items: [], troubles: [refusedBySystem(error, `look into ${folder}`)] };
	}
}

export function isReport(what: readonly Entry[] | TidyReport): what is TidyReport {
	return "items" in what;
}

/** A process life that some session has now. */
export function lives({ recorder }: JanitorParts): ReadonlySet<string> {
	return new Set(Object.values(recorder.state().sessions).map((s) => s.incarnation?.id ?? ""));
}
