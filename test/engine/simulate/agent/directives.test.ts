import { describe, expect, test } from "vitest";
import {
	actionsOf,
	parseDirectives,
} from "../../../../src/engine/simulate/agent/model/directives.ts";

const kindsOf = (text: string) => actionsOf(parseDirectives(text)).map((action) => action.kind);

describe("directives in a prompt", () => {
	test("each command, failure and limit is one request, what is said ends the turn", () => {
		const text = "do [[bash:ls]] [[fail:500]] [[quota]] and [[say:bye]]";
		expect(kindsOf(text)).toEqual(["bash", "fail", "quota", "text"]);
	});

	test("a turn that says nothing ends with a word of its own", () => {
		expect(actionsOf(parseDirectives("[[bash:ls]]")).at(-1)).toMatchObject({ text: "Done." });
	});

	test("a sleep delays the next request, units are the price of each", () => {
		const actions = actionsOf(parseDirectives("[[sleep:30]][[bash:a]][[bash:b]][[units:7]]"));
		expect(actions.map(({ delayMs }) => delayMs)).toEqual([30, 0, 0]);
		expect(actions.map(({ units }) => units)).toEqual([7, 7, 7]);
	});

	test("words in double brackets that are no directives are text", () => {
		expect(parseDirectives("if [[ -f x ]]; then [[note:x]] [[say]] [[")).toEqual([
			{ name: "say", value: "" },
		]);
	});

	test("an unknown failure is left out", () => {
		expect(kindsOf("[[fail:418]]")).toEqual(["text"]);
	});
});
