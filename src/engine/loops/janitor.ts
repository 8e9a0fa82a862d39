import { Janitor } from "../janitor/janitor.ts";
import type { EngineParts } from "../parts.ts";
import type { Loop } from "../supervisor.ts";

/** Tidies up what nobody needs any more, and shows what nobody works on. Also runs at start. */
export function janitor(parts: EngineParts, tidier = new Janitor(parts)): Loop {
	return {
		name: "janitor",
		everyMs: 5 * 60_000,
		async tick(signal) {
			await tidier.tidy(signal);
		},
	};
}
