import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

describe("a time of day in Berlin, where the clocks change at night", () => {
	const zone = process.env.TZ;
	beforeEach(() => {
		process.env.TZ = "Europe/Berlin";
	});
	afterEach(() => {
		process.env.TZ = zone;
	});

	test.each([
		[
			"forward: it is one hour sooner there",
			"2027-03-27T20:00+01:00",
			"18:00",
			"2027-03-28T18:00+02:00",
		],
		["forward: the last minute before", "2027-03-28T00:30+01:00", "1:59", "2027-03-28T01:59+01:00"],
		[
			"forward: left out, so as soon as they are",
			"2027-03-28T01:30+01:00",
			"2:30",
			"2027-03-28T03:00+02:00",
		],
		["forward: left out, and over", "2027-03-28T03:10+02:00", "2:30", "2027-03-29T02:30+02:00"],
		["forward: the first minute after", "2027-03-28T01:30+01:00", "3:00", "2027-03-28T03:00+02:00"],
		[
			"back: it is one hour later there",
			"2027-10-30T20:00+02:00",
			"18:00",
			"2027-10-31T18:00+01:00",
		],
		["back: shown twice, the first", "2027-10-31T01:00+02:00", "2:30", "2027-10-31T02:30+02:00"],
		[
			"back: shown again after the first",
			"2027-10-31T02:40+02:00",
			"2:30",
			"2027-10-31T02:30+01:00",
		],
		[
			"back: in the hour that comes again",
			"2027-10-31T02:10+01:00",
			"2:30",
			"2027-10-31T02:30+01:00",
		],
		[
			"back: in the hour that comes again, and over",
			"2027-10-31T02:40+01:00",
			"2:30",
			"2027-11-01T02:30+01:00",
		],
	])("%s", (_what, from, text, to) => {
		const at = parseTime(text, Date.parse(from));
		expect(new Date(at ?? 0).toISOString()).toBe(new Date(to).toISOString());
	});

	test("a time without a zone is meant as the clocks show it on that day", () => {
		const before = Date.parse("2027-03-27T20:00+01:00");
		expect(parseTime("2027-03-28T18:00", before)).toBe(Date.parse("2027-03-28T18:00+02:00"));
		expect(parseTime("2027-10-31T18:00", before)).toBe(Date.parse("2027-10-31T18:00+01:00"));
	});
});
