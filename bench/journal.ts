import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Event } from "../src/state/events.ts";
import { openJournal } from "../src/state/journal.ts";
import type { Bench } from "./lib/bench.ts";
import { median } from "./lib/figure.ts";

const ROUNDS = 15;
const COMMITS_A_ROUND = 400;

const EVENT: Event = {
	type: "turn.advanced",
	session: "ccl-auto-11",
	incarnation: "5d0ccb4e-5a0c-4d8c-9a4e-1d5a4b7f6c11",
	doing: "Bash: npm test -- --run src/state/journal.test.ts",
	toolInFlight: true,
};

/** What one durable event costs: rounds of ours and of plain SQLite take turns. */
export const journal: Bench = {
	name: "journal",
	what: "commits per second, one event each, synchronous=FULL",
	async run() {
		const folder = await mkdtemp(join(tmpdir(), "ccf-bench-"));
		try {
			const ours = openJournal(join(folder, "state.db"));
			const bare = openBare(join(folder, "bare.db"));
			const rates = { ours: [] as number[], bare: [] as number[] };
			for (let round = 0; round < ROUNDS; round++) {
				rates.ours.push(rateOf(() => ours.append(Date.now(), [EVENT])));
				rates.bare.push(rateOf(bare.insert));
			}
			ours.close();
			bare.close();
			return [
				{
					name: "journal.commits",
					value: median(rates.ours),
					unit: "commits/s",
					floor: { value: median(rates.bare), what: "bare SQLite insert, WAL, FULL" },
					better: "more",
					bar: { of: "ratio", most: 1.5 },
				},
			];
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	},
};

function openBare(file: string): { insert(): void; close(): void } {
	const db = new DatabaseSync(file);
	db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
	db.exec("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
	const statement = db.prepare("INSERT INTO rows (body) VALUES (?)");
	const body = JSON.stringify(EVENT);
	return { insert: () => void statement.run(body), close: () => db.close() };
}

function rateOf(commit: () => unknown): number {
	const begun = performance.now();
	for (let n = 0; n < COMMITS_A_ROUND; n++) commit();
	return COMMITS_A_ROUND / ((performance.now() - begun) / 1000);
}
