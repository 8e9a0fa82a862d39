import { setImmediate as turn } from "node:timers/promises";
import { createStore } from "zustand/vanilla";
import type { EngineClient, Link } from "../../src/state/client.ts";
import type { Event } from "../../src/state/events.ts";
import { applyRecord, applyRecords, createSnapshotStore } from "../../src/state/store.ts";
import { App } from "../../src/ui/tui/App.tsx";
import { createRoom } from "../../src/ui/tui/room.ts";
import { select } from "../../src/ui/tui/view-store.ts";
import { renderAt } from "../../test/support/render-at.ts";

/*
 * What an update of the control room costs with so many tasks: node queue-room.js TASKS. The queue has the keys and the
 * selection is in its middle. Says one line of JSON.
 */

const ROUNDS = 60;

/** Times in ms until the terminal has the new frame. */
export interface RoomReport {
	readonly openMs: number;
	/** A key moves the selection. */
	readonly moveMs: readonly number[];
	/** A task changed. */
	readonly changeMs: readonly number[];
	/** The time goes on, and no task changed. */
	readonly otherMs: readonly number[];
}

const count = Number(process.argv[2]);
const store = createSnapshotStore();
let seq = 0;
const record = (event: Event) => {
	seq += 1;
	return { seq, at: Date.now(), event };
};
applyRecords(
	store,
	Array.from({ length: count }, (_, n) => {
		const project = `/srv/project-${n % 50}`;
		const file = `${project}/.agent-queue/inbox/case-${n}.md`;
		const said = { title: `correct the case ${n}`, priority: "normal", file } as const;
		return record({ type: "task.added", task: `project-${n % 50}.case-${n}`, project, ...said });
	}),
);

const room = createRoom({
	// Nothing that is done here asks the engine.
	client: {
		store,
		link: createStore<Link>(() => ({ kind: "here" })),
		attachCommand: () => null,
	} as unknown as EngineClient,
	options: {
		...{ demo: false, readonly: false, ascii: false, banner: null },
		...{ env: { TERM: "xterm-256color" }, now: Date.now },
	},
	runChild: async () => 0,
	closing: new AbortController().signal,
	quit: () => {},
});
room.view.setState({ focus: "queue" });
select(room.view, "queue", { id: null, index: Math.floor(count / 2) });

async function untilDrawn(act: () => void): Promise<number> {
	const before = screen.frame();
	const begun = performance.now();
	act();
	while (screen.frame() === before) {
		if (performance.now() - begun > 20_000) throw new Error(`nothing was drawn:\n${before}`);
		await turn();
	}
	return performance.now() - begun;
}

async function rounds(act: (round: number) => void): Promise<readonly number[]> {
	const all: number[] = [];
	for (let n = 0; n < ROUNDS; n++) all.push(await untilDrawn(() => act(n)));
	return all;
}

/** Puts an event into the state, and draws it at once. */
function tell(event: Event): void {
	applyRecord(store, record(event));
	room.frames.touch();
}

const begun = performance.now();
const screen = renderAt(<App room={room} />, 200, 50);
while (!screen.frame().includes("correct the case")) await turn();
const openMs = performance.now() - begun;
const report: RoomReport = {
	openMs,
	moveMs: await rounds((n) => screen.type(n % 2 === 0 ? "k" : "j")),
	changeMs: await rounds((n) => {
		const task = "project-0.case-0";
		const title = `it is another one, ${n}`;
		// What is said of it differs from what was said last: else there may be nothing to draw.
		const priority = n % 2 === 0 ? "critical" : "high";
		tell({ type: "task.edited", task, title, priority, dependsOn: [] });
	}),
	otherMs: await rounds((n) => tell({ type: "operator.warned", what: `warning ${n}`, remedy: "" })),
};
screen.unmount();
room.frames.close();
process.stdout.write(`${JSON.stringify(report)}\n`);
