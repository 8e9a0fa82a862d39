import { droppedCharacters } from "../claude/dropped-characters.ts";
import { goesAsArgument } from "../claude/launch-prompt.ts";
import type { EngineParts } from "../parts.ts";

/** Says which characters of a task's prompt will not arrive. In a file that is pointed at all do. */
export function warnOfDropped(
	recorder: EngineParts["recorder"],
	task: string,
	prompt: string,
): void {
	const dropped = goesAsArgument(prompt) ? droppedCharacters(prompt) : [];
	if (dropped.length === 0) return;
	recorder.commit({
		type: "operator.warned",
		what: `claude drops control characters from the text of task ${task}: ${dropped.join(", ")}`,
		remedy: "if they matter, put them into a file of their own and name that in the task",
	});
}
