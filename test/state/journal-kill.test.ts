import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import { openJournal } from "../../src/state/journal.ts";
import { waitFor } from "../support/wait-for.ts";

const KILLS = 25;
const MOST_ROWS = 60;

let child: ChildProcess | null = null;
afterEach(() => child?.kill("SIGKILL"));

/** A process that takes up the journal, appends one event after the other, and says each that is on disk. */
function writeProgram(folder: string, file: string): string {
	const journal = join(import.meta.dirname, "..", "..", "src", "state", "journal.ts");
	const model = join(import.meta.dirname, "..", "..", "src", "state", "model.ts");
	const program = join(folder, "writer.mjs");
	writeFileSync(
		program,
		`import { writeSync } from "node:fs";
import { openJournal } from ${JSON.stringify(journal)};
import { initialState } from ${JSON.stringify(model)};
const journal = openJournal(${JSON.stringify(file)});
const epoch = journal.nextEpoch();
for (let n = 1; ; n++) {
	const why = epoch + "-" + n;
	const padding = { type: "operator.warned", what: "x".repeat(n % 7 === 0 ? 20_000 : 10), remedy: why };
	const [{ seq }] = journal.append(Date.now(), [{ type: "verdict.reached", why }, padding]);
	writeSync(1, seq + " " + why + "\\n");
	if (n % 20 === 0) journal.saveSnapshot(seq, initialState);
}`,
	);
	return program;
}

/** Runs it until it has said `rows` rows, and kills it wherever it is by then; resolves to what it said. */
async function killAfter(rows: number, program: string): Promise<readonly string[]> {
	const running = spawn(process.execPath, ["--no-warnings", program], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	child = running;
	let said = "";
	running.stdout.on("data", (chunk: Buffer) => {
		said += chunk.toString();
	});
	const whole = (): readonly string[] => said.split("\n").slice(0, -1);
	const closed = once(running, "close");
	await waitFor(`${rows} rows`, () => {
		if (running.exitCode !== null) throw new Error(`it ended with ${running.exitCode}`);
		return whole().length >= rows;
	});
	running.kill("SIGKILL");
	await closed;
	return whole();
}

function integrityOf(file: string): string {
	const db = new DatabaseSync(file);
	const row = db.prepare("PRAGMA integrity_check").get() as { integrity_check: string };
	db.close();
	return row.integrity_check;
}

const told = (event: Event): string => (event.type === "verdict.reached" ? event.why : "");

test(`T6: ${KILLS} kills of a process that writes the journal: it stays whole, and every row that was acknowledged is there`, async () => {
	const folder = mkdtempSync(join(tmpdir(), "journal-kill-"));
	const file = join(folder, "state.db");
	const program = writeProgram(folder, file);
	const acknowledged: string[] = [];
	for (let life = 1; life <= KILLS; life++) {
		acknowledged.push(...(await killAfter(Math.ceil(Math.random() * MOST_ROWS), program)));
		expect(integrityOf(file)).toBe("ok");
		const journal = openJournal(file);
		const rows = journal.tail(1_000_000);
		journal.close();
		// Both events of a commit or none, numbered without a gap.
		expect(rows.map((r) => r.seq)).toEqual(rows.map((_, i) => i + 1));
		expect(rows.length % 2).toBe(0);
		const there = new Set(rows.map((r) => `${r.seq} ${told(r.event)}`));
		expect(acknowledged.filter((line) => !there.has(line))).toEqual([]);
	}
	expect(acknowledged.length).toBeGreaterThan(KILLS);
	process.stdout.write(`T6: ${KILLS} kills, ${acknowledged.length} acknowledged, 0 lost\n`);
}, 180_000);
