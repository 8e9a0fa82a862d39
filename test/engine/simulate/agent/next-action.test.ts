import { describe, expect, test } from "vitest";
import { nextAction } from "../../../../src/engine/simulate/agent/model/next-action.ts";
import type { Item } from "../../../../src/engine/simulate/agent/transcript/items.ts";

const turn = { steps: 2, stepMs: 1, unitsPerStep: 1, answerMs: 1 };
const goOn = "Continue where you left off.";

const prompt = (text: string): Item => ({ kind: "prompt", text, uuid: "u1" });
const call = (id: string, command: string): Item => ({ kind: "toolUse", id, command });
const result = (id: string, interrupted = false): Item => ({
	...{ kind: "toolResult", id, text: "x" },
	interrupted,
});
const answer = (text: string): Item => ({ kind: "answer", text });
const apiError = (quota: boolean): Item => ({ kind: "apiError", text: "no", quota });

const next = (...items: readonly Item[]) => nextAction(items, turn);

describe("what the simulated model does next", () => {
	test("it begins a prompt's directives at the first", () => {
		expect(next(prompt("[[bash:a]][[bash:b]]"))).toMatchObject({ kind: "bash", command: "a" });
	});

	test("after a result it goes to the next one, after the last it ends the turn", () => {
		const done = [prompt("[[bash:a]][[bash:b]]"), call("1", "a"), result("1")];
		expect(next(...done)).toMatchObject({ kind: "bash", command: "b" });
		expect(next(...done, call("2", "b"), result("2"))).toMatchObject({ kind: "text" });
	});

	test("it runs nothing twice: a finished prompt leaves nothing to do", () => {
		expect(next(prompt("[[say:a]]"), answer("a"))).toBeNull();
	});

	test("told to continue, it runs a cut command again, and only that", () => {
		const cut = [prompt("[[bash:a]][[bash:b]]"), call("1", "a"), result("1")];
		const items = [...cut, call("2", "b"), result("2", true), prompt(goOn)];
		expect(next(...items)).toMatchObject({ kind: "bash", command: "b" });
	});

	test("a command without any result is cut as well", () => {
		const items = [prompt("[[bash:a]]"), call("1", "a"), prompt(goOn)];
		expect(next(...items)).toMatchObject({ kind: "bash", command: "a" });
	});

	test("a limit that was ordered is over once it was hit", () => {
		const items = [prompt("[[quota]][[bash:b]]"), apiError(true), prompt(goOn)];
		expect(next(...items)).toMatchObject({ kind: "bash", command: "b" });
	});

	test("a limit of the account itself leaves the request to be made", () => {
		const items = [prompt("[[bash:a]]"), apiError(true), prompt(goOn)];
		expect(next(...items)).toMatchObject({ kind: "bash", command: "a" });
	});

	test("a prompt without directives takes the world's steps under its nonce", () => {
		const work = prompt("task ccl:x-1:7 please");
		const first = next(work);
		expect(first).toMatchObject({ kind: "step", nonce: "ccl:x-1:7", step: 1 });
		const command = first?.kind === "step" ? first.command : "";
		const items = [work, call("1", command), result("1"), prompt(goOn)];
		expect(next(...items)).toMatchObject({ kind: "step", nonce: "ccl:x-1:7", step: 2 });
	});

	test("a second continuation goes on with the same work", () => {
		const items = [
			prompt("[[bash:a]]"),
			apiError(true),
			prompt(goOn),
			apiError(true),
			prompt(goOn),
		];
		expect(next(...items)).toMatchObject({ kind: "bash", command: "a" });
	});

	test("told to continue with nothing left, it only answers", () => {
		const items = [prompt("[[say:a]]"), answer("a"), prompt(goOn)];
		expect(next(...items)).toMatchObject({ kind: "text", text: `OK chars=${goOn.length}` });
	});

	test("new work is not mixed with what was cut before it", () => {
		const items = [prompt("[[bash:a]]"), prompt("now ccl:x:2")];
		expect(next(...items)).toMatchObject({ kind: "step", nonce: "ccl:x:2" });
	});
});
