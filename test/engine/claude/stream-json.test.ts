import { expect, test } from "vitest";
import { quotaInStream } from "../../../src/engine/claude/stream-json.ts";
import { sample } from "./support.ts";

const event = (info: Record<string, unknown>): string =>
	JSON.stringify({ type: "rate_limit_event", rate_limit_info: info });

test("a run that the weekly limit refused tells both windows, and which of them is spent", () => {
	expect(quotaInStream(sample("stream-json-429-weekly.jsonl"))).toEqual({
		windows: [
			{ window: "five_hour", usedRatio: 0.42, resetsAt: 1_795_355_742_000 },
			{ window: "seven_day", usedRatio: 1, resetsAt: 1_795_648_542_000 },
		],
		spent: "seven_day",
	});
});

test.each(["stream-json-529.jsonl", "stream-json-tool-turn.jsonl"])(
	"%s says nothing of a quota",
	(name) => {
		expect(quotaInStream(sample(name))).toBeNull();
	},
);

test("a good answer tells how much is used, and nothing that is spent", () => {
	const info = {
		status: "allowed",
		rateLimitType: "five_hour",
		unifiedWindows: { five_hour: { utilization: 0.25, resetsAt: 100, status: "allowed" } },
	};
	expect(quotaInStream(`{"type":"system"}\n${event(info)}\n{"type":"result"}`)).toEqual({
		windows: [{ window: "five_hour", usedRatio: 0.25, resetsAt: 100_000 }],
		spent: null,
	});
});

test("of several answers the last one counts", () => {
	const used = (utilization: number): string =>
		event({ status: "allowed", unifiedWindows: { five_hour: { utilization } } });
	expect(quotaInStream(`${used(0.1)}\n${used(0.2)}\n`)?.windows).toEqual([
		{ window: "five_hour", usedRatio: 0.2, resetsAt: null },
	]);
});

test("a window that only the refusal names is spent until the reset that it tells", () => {
	const info = {
		status: "rejected",
		rateLimitType: "seven_day_opus",
		resetsAt: 200,
		unifiedWindows: { five_hour: { utilization: 0.5, resetsAt: 100 } },
	};
	expect(quotaInStream(event(info))).toEqual({
		windows: [
			{ window: "five_hour", usedRatio: 0.5, resetsAt: 100_000 },
			{ window: "seven_day_opus", usedRatio: 1, resetsAt: 200_000 },
		],
		spent: "seven_day_opus",
	});
});

test("windows nobody has seen yet pass, entries of another shape do not, half a line is no event", () => {
	const info = {
		status: "rejected",
		rateLimitType: 7,
		unifiedWindows: { monthly: { utilization: 0.3, status: "rejected" }, odd: "full", none: null },
	};
	const output = `${event(info)}\n${event({}).slice(0, 30)}`;
	expect(quotaInStream(output)).toEqual({
		windows: [{ window: "monthly", usedRatio: 1, resetsAt: null }],
		spent: null,
	});
	expect(quotaInStream("OK\n")).toBeNull();
	expect(quotaInStream("")).toBeNull();
});
