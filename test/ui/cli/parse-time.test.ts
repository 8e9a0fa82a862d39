import { expect, test } from "vitest";
import { parseTime } from "../../../src/ui/cli/parse-time.ts";

const now = new Date(2027, 0, 15, 14, 30).getTime();
const local = (...parts: readonly [number, number, number, number, number]): number =>
	new Date(...parts).getTime();

test.each([
	["18:00", local(2027, 0, 15, 18, 0)],
	["9:05", local(2027, 0, 16, 9, 5)],
	["14:30", local(2027, 0, 16, 14, 30)],
	["+30m", now + 30 * 60_000],
	["+1h30m", now + 90 * 60_000],
	["2027-01-15T18:00:00Z", Date.UTC(2027, 0, 15, 18)],
	["2027-01-15T18:00", local(2027, 0, 15, 18, 0)],
])("%s is a time", (text, at) => {
	expect(parseTime(text, now)).toBe(at);
});

test.each(["", "soon", "24:00", "18:60", "18", "+", "+30", "2027-01-15", "2027-13-45T10:00", "1"])(
	"%j is none",
	(text) => {
		expect(parseTime(text, now)).toBeNull();
	},
);
