import { copyFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event, EventRecord } from "../../src/state/events.ts";
import { type Journal, journalOn, openJournal, SCHEMA_VERSION } from "../../src/state/journal.ts";
import { FencedError } from "../../src/state/journal-epoch.ts";
import { initialState, type State } from "../../src/state/model.ts";
import { reduce } from "../../src/state/reduce.ts";
import { NOW, SECOND } from "../support/state-builder.ts";
import { everyEvent } from "./every-event.ts";

let file: string;
const open: Journal[] = [];

beforeEach(() => {
	file = join(mkdtempSync(join(tmpdir(), "journal-")), "state.db");
});
afterEach(() => {
	for (const journal of open.splice(0)) journal.close();
});

function journalAt(path = file): Journal {
	const journal = openJournal(path);
	open.push(journal);
	return journal;
}

function reopened(): Journal {
	for (const journal of open.splice(0)) journal.close();
	return journalAt();
}

const story: readonly Event[] = Object.values(everyEvent);
const stateAfter = (records: readonly EventRecord[], from: State = initialState): State =>
	records.reduce((state, r) => reduce(state, r.event, r.at), from);

/** One commit an event, a second apart. */
function tell(journal: Journal, events: readonly Event[] = story): readonly EventRecord[] {
	return events.flatMap((event, i) => journal.append(NOW + i * SECOND, [event]));
}

/** The state as a start of the engine finds it. */
function loaded(journal: Journal): State {
	const { state, since } = journal.load();
	return stateAfter(since, state);
}

describe("a journal that is opened again", () => {
	test("gives the same state by replay", () => {
		const told = tell(journalAt());
		const journal = reopened();
		expect(journal.load().since).toEqual(told);
		expect(loaded(journal)).toEqual(stateAfter(told));
	});

	test("gives the same state from snapshots along the way and what came after it", () => {
		const told = tell(journalAt());
		const all = stateAfter(told);
		for (let seq = 1; seq <= told.length; seq += 6) {
			journalAt().saveSnapshot(seq, stateAfter(told.slice(0, seq)));
			const journal = reopened();
			expect(journal.load().since).toHaveLength(told.length - seq);
			expect(loaded(journal)).toEqual(all);
		}
	});

	test("goes on counting where it was", () => {
		tell(journalAt());
		const [next] = reopened().append(NOW, [everyEvent["dispatch.resumed"]]);
		expect(next?.seq).toBe(story.length + 1);
	});

	test("goes on counting when all events were pruned", () => {
		const journal = journalAt();
		const told = tell(journal);
		journal.saveSnapshot(told.length, stateAfter(told));
		expect(journal.prune(NOW + 3_600 * SECOND)).toBe(told.length);
		const [next] = reopened().append(NOW, [everyEvent["dispatch.resumed"]]);
		expect(next?.seq).toBe(story.length + 1);
	});

	test("raises its epoch with every life of the engine", () => {
		expect(journalAt().nextEpoch()).toBe(1);
		expect(reopened().nextEpoch()).toBe(2);
	});
});

describe("an append", () => {
	test("is all or nothing", () => {
		const journal = journalAt();
		tell(journal, story.slice(0, 2));
		const circular: Record<string, unknown> = { type: "engine.stopped" };
		circular.why = circular;
		const broken = [everyEvent["engine.stopped"], circular as unknown as Event];
		expect(() => journal.append(NOW, broken)).toThrow();
		expect(journal.tail(10).map((r) => r.seq)).toEqual([1, 2]);
		const [next] = journal.append(NOW, [everyEvent["dispatch.resumed"]]);
		expect(next?.seq).toBe(3);
		expect(reopened().tail(10)).toHaveLength(3);
	});

	test("keeps the order of its events and gives all of them the same time", () => {
		const records = journalAt().append(NOW, story.slice(0, 3));
		expect(records.map((r) => [r.seq, r.at, r.event.type])).toEqual([
			[1, NOW, "engine.started"],
			[2, NOW, "account.registered"],
			[3, NOW, "account.identified"],
		]);
	});

	test("is on disk at once: another reader sees it", () => {
		tell(journalAt(), story.slice(0, 4));
		const reader = new DatabaseSync(file, { readOnly: true });
		const row = reader.prepare("SELECT count(*) AS n FROM events").get();
		reader.close();
		expect(row?.n).toBe(4);
	});
});

describe("the fence", () => {
	/** An engine, and a newer one that opens the same file. */
	function twoEngines(): { readonly old: Journal; readonly newer: Journal } {
		const old = journalAt();
		old.nextEpoch();
		old.append(NOW, [everyEvent["engine.started"]]);
		const newer = journalAt();
		expect(newer.nextEpoch()).toBe(2);
		return { old, newer };
	}

	test("an old engine can append nothing once a newer one raised the epoch", () => {
		const { old, newer } = twoEngines();
		expect([old.holdsEpoch(), newer.holdsEpoch()]).toEqual([false, true]);
		expect(() => old.append(NOW, story.slice(0, 3))).toThrow(FencedError);
		expect(newer.tail(10).map((r) => r.seq)).toEqual([1]);
	});

	test("it can neither save a state nor prune", () => {
		const { old, newer } = twoEngines();
		newer.saveSnapshot(1, initialState);
		expect(() => old.saveSnapshot(0, initialState)).toThrow(FencedError);
		expect(() => old.prune(NOW + SECOND)).toThrow(FencedError);
		expect(newer.load().seq).toBe(1);
		expect(newer.tail(10)).toHaveLength(1);
	});

	test("it still reads", () => {
		const { old, newer } = twoEngines();
		newer.append(NOW, [everyEvent["dispatch.resumed"]]);
		expect(old.tail(5).map((r) => r.seq)).toEqual([1, 2]);
	});

	test("a handle that was open before takes no part in what a newer epoch writes", () => {
		const looker = journalAt();
		journalAt().nextEpoch();
		expect(() => looker.append(NOW, story.slice(0, 1))).toThrow("a newer engine took over");
	});

	test("two handles without an epoch count on from each other's events", () => {
		const [one, other] = [journalAt(), journalAt()];
		one.append(NOW, story.slice(0, 2));
		const [third] = other.append(NOW, story.slice(2, 3));
		const [fourth] = one.append(NOW, story.slice(3, 4));
		expect([third?.seq, fourth?.seq]).toEqual([3, 4]);
	});

	test("on one database in memory a journal is taken up after a crash, and the handle of before is fenced", () => {
		const db = new DatabaseSync(":memory:");
		const crashed = journalOn(db);
		crashed.nextEpoch();
		const told = tell(crashed, story.slice(0, 5));
		const next = journalOn(db);
		next.nextEpoch();
		expect(next.load().since).toEqual(told);
		expect(() => crashed.append(NOW, story.slice(5, 6))).toThrow(FencedError);
		db.close();
	});

	test("without it, an old engine writes on: what the simulation must be able to find", () => {
		const db = new DatabaseSync(":memory:");
		const old = journalOn(db, { fence: false });
		old.nextEpoch();
		journalOn(db, { fence: false }).nextEpoch();
		expect(old.append(NOW, story.slice(0, 1))).toHaveLength(1);
		expect(old.holdsEpoch()).toBe(true);
		db.close();
	});
});

describe("what is kept", () => {
	test("the tail is the newest events, oldest first", () => {
		const journal = journalAt();
		tell(journal);
		expect(journal.tail(3).map((r) => r.seq)).toEqual([2, 1, 0].map((back) => story.length - back));
	});

	test("only events that the saved state holds are pruned", () => {
		const journal = journalAt();
		const told = tell(journal);
		journal.saveSnapshot(5, stateAfter(told.slice(0, 5)));
		expect(journal.prune(NOW + 3_600 * SECOND)).toBe(5);
		expect(loaded(reopened())).toEqual(stateAfter(told));
	});

	test("events that are young enough stay although the saved state holds them", () => {
		const journal = journalAt();
		const told = tell(journal);
		journal.saveSnapshot(told.length, stateAfter(told));
		expect(journal.prune(NOW + 3 * SECOND)).toBe(3);
	});
});

describe("files of other versions", () => {
	test("one of a newer version is refused, and nothing in it is changed, whatever it looks like", () => {
		tell(journalAt(), story.slice(0, 3));
		open.splice(0).forEach((journal) => {
			journal.close();
		});
		const db = new DatabaseSync(file);
		db.exec(`UPDATE meta SET value = '${SCHEMA_VERSION + 1}' WHERE key = 'schema'`);
		db.close();
		const before = readFileSync(file);
		expect(() => openJournal(file)).toThrow(/written by a newer claude-failover/);
		expect(readFileSync(file).equals(before)).toBe(true);
	});

	test("one whose tables a newer version renamed gets none of ours", () => {
		const db = new DatabaseSync(file);
		db.exec("CREATE TABLE meta (key TEXT, value TEXT); INSERT INTO meta VALUES ('schema', '99')");
		db.close();
		const before = readFileSync(file);
		expect(() => openJournal(file)).toThrow(/\(schema 99\)/);
		expect(readFileSync(file).equals(before)).toBe(true);
	});
});

describe("journals and databases of every released schema version still recover", () => {
	const kept = (version: number): string =>
		join(import.meta.dirname, "..", "data", `state-v${version}.db`);

	test.each(Array.from({ length: SCHEMA_VERSION }, (_, i) => i + 1))(
		"version %i: it is taken up, replayed, written to and taken up again",
		(version) => {
			copyFileSync(kept(version), file);
			const old = journalAt();
			const epoch = old.nextEpoch();
			const before = loaded(old);
			expect(Object.keys(before.sessions).length).toBeGreaterThan(0);
			expect(before.openSwitch).not.toBeNull();
			old.saveSnapshot(old.tail(1)[0]?.seq ?? 0, before);
			const [next] = old.append(NOW, [everyEvent["dispatch.resumed"]]);
			const again = reopened();
			expect(again.load().since).toEqual([next]);
			expect(loaded(again)).toEqual(stateAfter([next as EventRecord], before));
			expect(again.nextEpoch()).toBe(epoch + 1);
		},
	);

	test("the journal that version 1 left is taken up as it was", () => {
		const old = join(import.meta.dirname, "..", "data", "state-v1.db");
		copyFileSync(old, file);
		const journal = journalAt();
		const { seq, since } = journal.load();
		expect(since.length).toBeGreaterThan(0);
		expect(since[0]?.seq).toBe(seq + 1);
		const state = loaded(journal);
		expect(state.accounts).toMatchObject({
			main: { uuid: "aaaaaaaa-1111", leftAt: null, trouble: null },
			backup: { windows: { five_hour: { usedRatio: 0.12, spent: false } } },
		});
		expect(state.accounts.main?.windows.five_hour).toMatchObject({
			spent: true,
			source: "limit-event",
		});
		expect(state.active).toBe("main");
		expect(state.openSwitch).toMatchObject({
			id: "s2",
			from: "main",
			to: "backup",
			reason: "limit",
		});
		expect(state.openSwitch?.moves.map((m) => [m.session, m.canary, m.step, m.owed])).toEqual([
			["ccl-auto-11", true, "stopped", true],
			["ccl-0", false, "pending", false],
		]);
		expect(state.sessions["ccl-auto-11"]).toMatchObject({
			incarnation: null,
			owed: { cause: "limit" },
			task: "app.first",
			conversationStarted: true,
		});
		expect(state.tasks.get("app.first")).toMatchObject({ state: "running", attempt: 1 });
		expect(state.switches[0]).toMatchObject({ id: "s1", outcome: "rolled-back" });
		expect(state.dispatch.paused).toBe(true);
		expect(journal.nextEpoch()).toBe(4);
	});
});
