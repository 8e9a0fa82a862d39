import { describe, expect, test } from "vitest";
import type { State } from "../../../src/state/model.ts";
import { shippedKeymap } from "../../../src/ui/tui/keymap.ts";
import { textOf } from "../../../src/ui/tui/present/line.ts";
import { noticesOf } from "../../../src/ui/tui/present/notices.ts";
import { quotaRows } from "../../../src/ui/tui/present/quota-rows.ts";
import { sessionFacts } from "../../../src/ui/tui/present/session-facts.ts";
import { statusLine } from "../../../src/ui/tui/present/status.ts";
import type { RoomOptions } from "../../../src/ui/tui/room.ts";
import { account, NOW, quotaWindow, session, snapshot } from "./fixtures.ts";

const MINUTE = 60_000;
const quiet: RoomOptions = {
	demo: false,
	banner: null,
	readonly: false,
	ascii: false,
	env: {},
	now: () => NOW,
};
const spent = (name: string, minutes: number) =>
	account(name, {
		windows: {
			five_hour: quotaWindow("five_hour", 1, { spent: true, resetsAt: NOW + minutes * MINUTE }),
		},
	});
const world = (accounts: readonly ReturnType<typeof account>[], state: Partial<State> = {}) =>
	snapshot({
		sessions: [
			session("s1", { state: "limited", account: "main" }),
			session("s2", { state: "parked" }),
		],
		accounts,
		state,
	});

describe("when every account is spent", () => {
	const { state } = world([spent("main", 125), spent("backup", 28)]);

	test("the status line says which is ready first, and how many wait", () => {
		expect(textOf(statusLine(state, NOW, 140))).toContain(
			"every account is spent, 2 sessions wait; backup is ready at 15:00, in 28m",
		);
	});

	test("a session says where and when it goes on", () => {
		const of = (name: string): string => {
			const one = state.sessions[name];
			return one === undefined ? "" : sessionFacts(state, one, NOW).map(textOf).join("\n");
		};
		expect(of("s1")).toContain("goes on at 16:37 on main, in 2h05m");
		expect(of("s2")).toContain("goes on at 15:00 on backup");
	});

	test("nothing of the kind is said while one has room", () => {
		const { state: other } = world([spent("main", 125), account("backup")]);
		expect(textOf(statusLine(other, NOW, 140))).not.toContain("every account is spent");
	});
});

test("a scheduled switch has a line of its own", () => {
	const scheduled = {
		id: "later",
		at: NOW + 88 * MINUTE,
		to: "backup",
		sessions: null,
		force: false,
		scheduledAt: NOW,
	};
	const says = (now: number): string => {
		const held = world([account("main")], { scheduled });
		const frame = {
			snapshot: held,
			link: { kind: "here" } as const,
			now,
			minute: now,
			sessionOrder: [],
			orderedBy: "needs-me first" as const,
		};
		return noticesOf(frame, { options: quiet, keymap: shippedKeymap })
			.map((n) => textOf(n.line))
			.join("\n");
	};
	expect(says(NOW)).toContain("a switch to backup is scheduled for 16:00, in 1h28m");
	expect(says(NOW + 89 * MINUTE)).toContain("scheduled for its time, as soon as it can");
});

test("an account that its operator took out of use says so", () => {
	const { state } = world([account("main", { withheld: "drained" })]);
	expect(textOf(quotaRows(state, 80, NOW)[0]?.line ?? [])).toContain("■ drained");
});
