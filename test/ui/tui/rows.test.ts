import { describe, expect, test } from "vitest";
import { checkpointColumns, checkpointRow } from "../../../src/ui/tui/present/checkpoint-row.ts";
import { eventRow } from "../../../src/ui/tui/present/event-row.ts";
import { textOf } from "../../../src/ui/tui/present/line.ts";
import { sessionFacts } from "../../../src/ui/tui/present/session-facts.ts";
import { sessionColumns, sessionRow } from "../../../src/ui/tui/present/session-row.ts";
import { checkpoint, NOW, record, session, snapshot } from "./fixtures.ts";

describe("what is too long for its column keeps the part that differs", () => {
	test.each([40, 60, 69])("the source of an event in %i columns", (columns) => {
		const sources = ["ccl-auto-11", "ccl-auto-12"].map((name) =>
			textOf(eventRow(record(1, { type: "session.removed", session: name }), columns, false)),
		);
		expect(sources.map((row) => /…\S+/.exec(row)?.[0])).toEqual(["…-auto-11", "…-auto-12"]);
	});

	test.each([38, 62, 78, 98])(
		"the session and the why of a checkpoint in %i columns",
		(columns) => {
			const table = checkpointColumns(columns);
			const text = (session: string, why: string) => {
				const taken = checkpoint(`${session}@2026-03-14T14-32-07.000Z`, { session, why });
				return textOf(checkpointRow(taken, table, NOW, false));
			};
			expect(text("a-long-name-of-a-team-11", "periodic")).toMatch(/team-11 /);
			const account = (n: number) => text("ccl-0", `before an-account-with-a-long-name-${n}`);
			expect(account(1)).toContain("-1 ".slice(0, columns < 56 ? 2 : 3));
			expect(account(1)).not.toBe(account(2));
		},
	);

	test("the name of a session", () => {
		const sessions = ["team-of-the-shop-11", "team-of-the-shop-12"].map((name) => session(name));
		const table = sessionColumns(snapshot({ sessions }).state, 78);
		const rows = sessions.map((one) =>
			textOf(sessionRow({ session: one, task: "", minute: NOW, selected: false, columns: table })),
		);
		expect(rows[0]).toContain("-shop-11 ");
		expect(rows[1]).toContain("-shop-12 ");
	});
});

describe("a session of which nothing is known", () => {
	const look = (incarnation: null | "live", columns: number) => {
		const one = session("ccl-1", {
			state: "unknown",
			...(incarnation === null ? { incarnation } : {}),
		});
		const table = sessionColumns(snapshot({ sessions: [one] }).state, columns);
		return sessionRow({ session: one, task: "", minute: NOW, selected: false, columns: table });
	};

	test.each([60, 78, 120])("is not running when it has no process, in %i columns", (columns) => {
		const line = look(null, columns);
		expect(textOf(line)).toContain("– not running ccl-1");
		expect(line.find((part) => part.text.includes("not running"))).toMatchObject({
			dimColor: true,
		});
	});

	test("stays a warning when it has one", () => {
		const word = look("live", 78).find((part) => part.text.includes("unknown"));
		expect(word).toMatchObject({ text: expect.stringContaining("· unknown"), color: "yellow" });
	});
});

test.each(["stopped", "quarantined"] as const)(
	"a session that is %s names the way back",
	(state) => {
		const one = session("ccl-1", { state, incarnation: null });
		const facts = (of: typeof one) =>
			sessionFacts(snapshot({ sessions: [of] }).state, of, NOW)
				.map(textOf)
				.join("\n");
		expect(facts(one)).toContain("no process; `claude-failover restart ccl-1` brings it back");
		expect(facts(session("ccl-1", { state: "unknown", incarnation: null }))).not.toContain(
			"restart",
		);
	},
);
