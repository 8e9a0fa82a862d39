import { afterEach, beforeEach, expect, test } from "vitest";
import { setUse } from "../../../src/engine/accounts/use.ts";
import type { AccountTrouble } from "../../../src/state/model.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

const troubled = (cause: AccountTrouble["cause"]): void =>
	rig.parts.recorder.commit({
		type: "account.troubled",
		account: "a",
		trouble: { cause, what: "it was refused", remedy: "settle it" },
	});
const trouble = () => rig.parts.recorder.state().accounts["a"]?.trouble?.cause ?? null;

test.each(["org-disabled", "login-needed"] as const)(
	"an account that was refused (%s) is tried again once its operator enables it",
	(cause) => {
		troubled(cause);
		expect(setUse(rig.parts, "a", "enabled")).toEqual({ kind: "done" });
		expect(trouble()).toBeNull();
	},
);

test("what a look at the home found is not settled by a word", () => {
	troubled("links");
	setUse(rig.parts, "a", "enabled");
	expect(trouble()).toBe("links");
});

test("a drain settles nothing", () => {
	troubled("org-disabled");
	setUse(rig.parts, "a", "drained");
	expect(trouble()).toBe("org-disabled");
});
