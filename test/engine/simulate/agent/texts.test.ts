import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limitText } from "../../../../src/engine/simulate/agent/quota/limit-texts.ts";
import {
	cleanPrompt,
	parseArguments,
} from "../../../../src/engine/simulate/agent/start/arguments.ts";
import { slugOf } from "../../../../src/engine/simulate/agent/transcript/slug.ts";

describe("texts and names of the genuine program", () => {
	const zone = process.env.TZ;
	beforeAll(() => {
		process.env.TZ = "UTC";
	});
	afterAll(() => {
		process.env.TZ = zone;
	});

	test("a limit names its window and when it resets", () => {
		const soon = Date.now() + 3_600_000;
		expect(limitText("five_hour", soon)).toMatch(
			/^You've hit your 5-hour limit · resets \d{1,2}(:\d\d)?[ap]m \(UTC\)$/,
		);
		expect(limitText("seven_day", Date.UTC(2199, 10, 25, 23, 23))).toBe(
			"You've hit your weekly limit · resets Nov 25, 11:23pm (UTC)",
		);
		expect(limitText("seven_day_opus", soon)).toMatch(/^You've hit your Opus limit · resets /);
		expect(limitText("seven_day", Date.UTC(2199, 10, 25, 0, 0))).toContain("Nov 25, 12am (UTC)");
	});

	test("a directory's slug keeps ASCII letters and digits only", () => {
		expect(slugOf("/home/op/My_Proj.1")).toBe("-home-op-My-Proj-1");
		expect(slugOf("ünï-日本")).toBe("-n----");
		expect(slugOf(`/${"x".repeat(300)}`)).toMatch(/^-x{199}-[a-z0-9]+$/);
	});

	test("flags are read with and without =, and the prompt also after --", () => {
		const args = parseArguments(["--model=opus", "--name", "w", "-p", "--", "--not-a-flag"]);
		expect(args).toMatchObject({ model: "opus", name: "w", print: true, prompt: "--not-a-flag" });
		expect(() => parseArguments(["--nonsense"])).toThrow("error: unknown option '--nonsense'");
	});

	test("a positional prompt loses ESC, BEL and bidirectional controls only", () => {
		expect(cleanPrompt("a\u001bb\u0007c\u202ed\té\n🚀")).toBe("abcd\té\n🚀");
	});
});
