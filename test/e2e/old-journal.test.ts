import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { SCHEMA_VERSION } from "../../src/state/journal.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { waitFor } from "../support/wait-for.ts";
import { whereSessionsLive } from "../support/where-sessions-live.ts";

let stage: Stage;
let daemon: Daemon | null = null;

afterEach(async () => {
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

/** The state of that version, on a stage with the same accounts and sessions; `main` is the stage's own login. */
async function takeOldState(version: number): Promise<void> {
	stage = await setStage({
		accounts: [
			{ name: "main", fiveHour: { limitUnits: 10_000 } },
			{ name: "backup", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 1,
		autonomous: 1,
	});
	const { stateDir } = stage.config.paths;
	await mkdir(stateDir, { recursive: true, mode: 0o700 });
	const file = join(stateDir, "state.db");
	await copyFile(join(import.meta.dirname, "..", "data", `state-v${version}.db`), file);
	const db = new DatabaseSync(file);
	const [pinned, ours] = ["aaaaaaaa-1111", stage.keys["main"] ?? ""];
	db.prepare("UPDATE events SET body = replace(body, ?, ?)").run(pinned, ours);
	db.prepare("UPDATE snapshot SET state = replace(state, ?, ?)").run(pinned, ours);
	db.close();
}

test.each(Array.from({ length: SCHEMA_VERSION }, (_, i) => i + 1))(
	"the engine takes up a database of schema version %i: the switch that is open in it ends, and all sessions run once",
	async (version) => {
		await takeOldState(version);
		daemon = await startDaemon(stage);
		const status = await waitFor("the pool to be at rest", async () => {
			const seen = await daemon?.status();
			const idle = seen?.sessions.every((s) => s.state === "idle" && s.account === "backup");
			return idle && seen?.switch.open === null ? seen : null;
		});
		const { switches } = JSON.parse((await ccf(stage.environment, "history", "--json")).out);
		expect(switches.slice(0, 2)).toMatchObject([
			{ id: "s2", from: "main", to: "backup", reason: "limit", outcome: "done" },
			{ id: "s1", outcome: "rolled-back", sessions: [{ name: "ccl-0", outcome: "left" }] },
		]);
		expect(await whereSessionsLive(stage, status)).toEqual(["ccl-0 backup", "ccl-auto-11 backup"]);
		// Its conversation is not on this stage: what it did cannot be told, so nothing is typed again.
		expect(status.dispatch.paused).toBe(true);
		const { tasks } = JSON.parse((await ccf(stage.environment, "queue", "--json")).out);
		expect(tasks).toMatchObject([{ id: "app.first", state: "uncertain" }]);
	},
);
