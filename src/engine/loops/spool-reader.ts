import type { SpoolFacts } from "../facts/spool-facts.ts";
import type { EngineParts } from "../parts.ts";
import type { Loop } from "../supervisor.ts";

const NAME = "spool-reader";

/**
 * Live sessions rewrite their statuslines all the time, most of them to say the same again: they are looked at so often
 * and wake nobody. Hooks do.
 */
const STATUSLINES_MS = 1_000;

/** How soon facts that are not complete yet are looked at again. */
const LOOK_AGAIN_MS = 200;

/**
 * Reads what hooks and statuslines dropped. Apart from the look at processes: a limit that one session tells does not
 * wait until all the others were looked at.
 */
export function spoolReader(parts: Pick<EngineParts, "clock" | "poke">, spool: SpoolFacts): Loop {
	return {
		name: NAME,
		everyMs: STATUSLINES_MS,
		async tick(signal) {
			const more = await spool.absorb();
			if (more) void parts.clock.sleep(LOOK_AGAIN_MS, signal).then(() => parts.poke(NAME));
		},
	};
}
