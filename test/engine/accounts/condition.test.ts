import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { troubleOfHome } from "../../../src/engine/accounts/condition.ts";
import { seedHome } from "../../../src/engine/simulate/agent/seed-home.ts";
import type { Account } from "../../../src/state/model.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

const home = (name: string): string => join(rig.root, "homes", name);
const known = (name: string, over: Partial<Account> = {}): Account => {
	const found = rig.parts.recorder.state().accounts[name];
	if (found === undefined) throw new Error(`${name} is not known`);
	return { ...found, ...over };
};
const trouble = (a: Account, others: readonly Account[] = [known("b")]) =>
	troubleOfHome(rig.parts.files, rig.parts.config, a, [a, ...others]);

describe("the home of an account", () => {
	test("is fine, also before its links are made", async () => {
		expect(await trouble(known("a"))).toBeNull();
		expect(await trouble(known("a", { uuid: "aaaaaaaa-1111" }))).toBeNull();
	});

	test("that does not exist is trouble, with the command that makes it", async () => {
		rmSync(home("a"), { recursive: true });
		expect(await trouble(known("a"))).toMatchObject({
			cause: "home-missing",
			remedy: `make it with: CLAUDE_CONFIG_DIR=${home("a")} claude auth login`,
		});
	});

	test("with a link to elsewhere is trouble, and the link stays", async () => {
		mkdirSync(join(rig.root, "elsewhere"));
		symlinkSync(join(rig.root, "elsewhere"), join(home("a"), "projects"));
		expect(await trouble(known("a"))).toMatchObject({
			cause: "links",
			what: expect.stringContaining("does not lead to the shared tree"),
			remedy: expect.stringContaining("elsewhere"),
		});
		expect(await trouble(known("b"), [])).toBeNull();
	});

	test("that another login took over is not used", async () => {
		seedHome(home("a"), { accountUuid: "cccccccc-3333" });
		expect(await trouble(known("a", { uuid: "aaaaaaaa-1111" }))).toMatchObject({
			cause: "quarantined",
			what: "the home of a now belongs to another login",
		});
	});

	test("of the same login as another is not used", async () => {
		const twin = known("b", { uuid: "aaaaaaaa-1111" });
		expect(await trouble(known("a"), [twin])).toMatchObject({
			cause: "quarantined",
			what: "a and b are the same account",
		});
	});

	test("of a token or key account has no identity to compare", async () => {
		const twin = known("b", { uuid: "aaaaaaaa-1111" });
		expect(await trouble(known("a", { kind: "api_key" }), [twin])).toBeNull();
	});

	test("without a stored login, or with one that is half written, is no trouble of identity", async () => {
		const pinned = known("a", { uuid: "aaaaaaaa-1111" });
		writeFileSync(join(home("a"), ".claude.json"), '{"oauthAcc');
		expect(await trouble(pinned)).toBeNull();
		rmSync(join(home("a"), ".claude.json"));
		expect(await trouble(pinned)).toBeNull();
	});
});
