import { join } from "node:path";
import type { EngineParts } from "../parts.ts";
import { isSettled, type Look, refuse } from "./look.ts";

const MISNAMED = "the name of a task is letters, digits, dot, dash and underscore, and ends in .md";

/** So many misnamed files of an inbox are named, and no more: somebody put other things there. */
const MOST_MISNAMED = 100;
const TOO_MANY = `over ${MOST_MISNAMED} files in it have no name of a task; the others are not listed`;

/** Files that nobody would ever take up. */
export async function nameMisnamed(
	parts: Pick<EngineParts, "clock" | "files">,
	look: Look,
	project: string,
	inbox: string,
	misnamed: readonly string[],
): Promise<void> {
	for (const name of misnamed.slice(0, MOST_MISNAMED)) {
		const path = join(inbox, name);
		const info = await parts.files.lstat(path).catch(() => null);
		if (info === null) continue;
		if (isSettled(parts.clock, info)) refuse(look, project, path, MISNAMED);
		else {
			look.unsettled = true;
			look.present.add(path);
		}
	}
	if (misnamed.length > MOST_MISNAMED) refuse(look, project, inbox, TOO_MANY);
}
