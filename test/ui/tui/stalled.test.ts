import { describe, expect, test } from "vitest";
import type { Event } from "../../../src/state/events.ts";
import { listedEvents } from "../../../src/ui/tui/present/event-row.ts";
import { textOf } from "../../../src/ui/tui/present/line.ts";
import { statusLine } from "../../../src/ui/tui/present/status.ts";
import { NOW, record, session, snapshot } from "./fixtures.ts";

describe("a session that stalled", () => {
	const note = "no sign of life for 30 min";
	const stalled = session("ccl-3", { state: "stalled", note });
	const line = (...sessions: ReturnType<typeof session>[]) =>
		textOf(statusLine(snapshot({ sessions }).state, NOW, 120));

	test("is told in the status line, after those that ask for somebody", () => {
		expect(line(stalled)).toContain("! ccl-3 is stalled: no sign of life for 30 min");
		expect(line(stalled, session("ccl-1", { state: "waiting" }))).toContain("ccl-1 needs you");
	});
});

describe("the events pane", () => {
	const life = { session: "ccl-3", incarnation: "l1" };
	const seen = (state: "stalled" | "working"): Event => {
		return { type: "session.state-seen", ...life, state, note: null };
	};
	const ended = (how: "death" | "lost"): Event => {
		return { type: "session.ended", ...life, how, note: null };
	};
	const typed: Event = { type: "session.attended", ...life, typedAt: NOW, draft: null };

	test("lists a stall and a death, not what is told elsewhere or for many at once", () => {
		const all = [seen("working"), seen("stalled"), ended("lost"), ended("death"), typed];
		const listed = listedEvents(all.map((event, i) => record(i, event)));
		expect(listed.map((r) => r.event)).toEqual([seen("stalled"), ended("death")]);
	});
});
