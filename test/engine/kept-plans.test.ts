import { beforeEach, describe, expect, test } from "vitest";
import { KeptPlans } from "../../src/engine/kept-plans.ts";
import { MINUTE } from "../support/state-builder.ts";

let at: number;
let plans: KeptPlans<{ readonly id: string }, { readonly asker?: string }>;

beforeEach(() => {
	at = 0;
	plans = new KeptPlans({ now: () => at });
});

const known = (id: string): boolean => plans.byId(id) !== null;

describe("a plan", () => {
	test("is known by its id for ten minutes after it was last kept", () => {
		plans.keep({ id: "p" }, {});
		at += 9 * MINUTE;
		plans.keep({ id: "p" }, {});
		at += 10 * MINUTE;
		expect(known("p")).toBe(true);
		at += 1;
		expect(known("p")).toBe(false);
	});

	test("is not pushed out by the many plans of another asker, whose own oldest go", () => {
		plans.keep({ id: "of this process" }, {});
		plans.keep({ id: "of the operator" }, { asker: "operator" });
		for (let n = 0; n < 5000; n++) plans.keep({ id: `p${n}` }, { asker: "onlooker" });
		expect([known("of this process"), known("of the operator")]).toEqual([true, true]);
		expect([known("p4999"), known("p4000"), known("p3999"), known("p0")]).toEqual([
			...[true, true],
			...[false, false],
		]);
	});

	test("that is kept anew counts as the newest of its asker", () => {
		plans.keep({ id: "first" }, { asker: "a" });
		plans.keep({ id: "second" }, { asker: "a" });
		for (let n = 0; n < 998; n++) plans.keep({ id: `p${n}` }, { asker: "a" });
		plans.keep({ id: "first" }, { asker: "a" });
		plans.keep({ id: "one more" }, { asker: "a" });
		expect([known("first"), known("second")]).toEqual([true, false]);
	});
});
