import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Journal, openJournal } from "../../src/state/journal.ts";
import type { EndedTask } from "../../src/state/journal-ledger.ts";

const DAY = 24 * 3_600_000;
const NOW = Date.parse("2026-11-20T10:00:00Z");
let file: string;
let journal: Journal;

beforeEach(() => {
	file = join(mkdtempSync(join(tmpdir(), "ledger-")), "state.db");
	journal = openJournal(file);
});
afterEach(() => journal.close());

const ended = (task: string, over: Partial<EndedTask> = {}): EndedTask => ({
	task,
	key: `key-of-${task}`,
	attempt: 1,
	outcome: "done",
	endedAt: NOW,
	file: `/app/done/${task}.md`,
	...over,
});

describe("the ledger of ended tasks", () => {
	test("knows a task by the key of its file and by its id, also after a restart", () => {
		journal.append(NOW, [], [ended("one"), ended("two", { key: null })]);
		journal.close();
		journal = openJournal(file);
		expect(journal.ledger.byKey("key-of-one")).toEqual(ended("one"));
		expect(journal.ledger.byTask("two")).toEqual(ended("two", { key: null }));
		expect(journal.ledger.byKey("key-of-two")).toBeNull();
		expect(journal.ledger.byTask("three")).toBeNull();
	});

	test("tells the last end of several", () => {
		const again = ended("one", { attempt: 4, outcome: "failed" });
		journal.append(NOW, [], [ended("one"), again]);
		expect(journal.ledger.byTask("one")).toEqual(again);
	});

	test("keeps them for ninety days", () => {
		journal.append(NOW, [], [ended("old")]);
		journal.append(NOW, [], [ended("other", { endedAt: NOW + 90 * DAY })]);
		expect(journal.ledger.byTask("old")).not.toBeNull();
		for (const more of [1, 2]) {
			journal.append(NOW, [], [ended("other", { endedAt: NOW + 90 * DAY + more })]);
		}
		expect(journal.ledger.byTask("old")).toBeNull();
	});

	test("is not emptied by a clock that is years ahead for a moment", () => {
		journal.append(NOW, [], [ended("old")]);
		journal.append(NOW, [], [ended("other", { endedAt: NOW + 4_000 * DAY })]);
		journal.append(NOW, [], [ended("third", { endedAt: NOW + DAY })]);
		expect(journal.ledger.byTask("old")).not.toBeNull();
	});

	test("takes nothing from a handle that was taken over", () => {
		const newer = openJournal(file);
		newer.nextEpoch();
		expect(() => journal.append(NOW, [], [ended("one")])).toThrow();
		expect(newer.ledger.byTask("one")).toBeNull();
		newer.close();
	});
});
