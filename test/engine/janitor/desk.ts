import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Janitor } from "../../../src/engine/janitor/janitor.ts";
import type { Event } from "../../../src/state/events.ts";
import { HOUR } from "../../support/state-builder.ts";
import type { PoolRig } from "../pool/rig.ts";

/** The janitor of a rig, with what it says. */
export interface Desk {
	readonly janitor: Janitor;
	/** All events of these types, oldest first. */
	said<T extends Event["type"]>(type: T): readonly Extract<Event, { type: T }>[];
	/** Files in a folder of a project's queue, written long ago. */
	put(project: string, folder: string, ...names: readonly string[]): readonly string[];
	/** Moves the clock to so many days after everything that was put down until now. */
	daysLater(days: number): void;
}

export function deskOf(rig: PoolRig): Desk {
	return {
		janitor: new Janitor(rig.parts),
		said<T extends Event["type"]>(type: T) {
			const { recent } = rig.parts.recorder.store.getState();
			const events = recent.map((record) => record.event);
			return events.filter((e): e is Extract<Event, { type: T }> => e.type === type);
		},
		put(project, folder, ...names) {
			const place = join(project, ".agent-queue", folder);
			mkdirSync(place, { recursive: true });
			return names.map((name) => {
				const file = join(place, name);
				writeFileSync(file, `Do ${name}.\n`);
				utimesSync(file, 1_000_000_000, 1_000_000_000);
				return file;
			});
		},
		daysLater(days) {
			// The time of change of a file is the machine's own: nobody can set it.
			const since = Math.max(rig.clock.now(), Date.now());
			rig.clock.jump(since - rig.clock.now() + days * 24 * HOUR);
		},
	};
}
