import { expect, test } from "vitest";
import { nonceIn, withoutNonces } from "../../../src/engine/claude/nonce.ts";

test("the mark of a prompt is the one at its end, whatever its text mentions", () => {
	expect(nonceIn("Do it.\n\n[ccl:app.job:2]")).toBe("ccl:app.job:2");
	expect(nonceIn("Look why ccl:app.other:1 failed, and ccl:app.job:7.\n\n[ccl:app.job:2]")).toBe(
		"ccl:app.job:2",
	);
	expect(nonceIn("Continue where you left off.")).toBeNull();
});

test("the same text asked twice gives the same mark", () => {
	const text = "one ccl:a:1 two ccl:b:2";
	expect([nonceIn(text), nonceIn(text)]).toEqual(["ccl:b:2", "ccl:b:2"]);
});

test("a quoted prompt has no mark", () => {
	expect(nonceIn(withoutNonces("ccl:a:1 and ccl:b:2"))).toBeNull();
});
