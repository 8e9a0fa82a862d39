import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { seedHome } from "../../../../src/engine/simulate/agent/seed-home.ts";
import { setWorld } from "../../../../src/engine/simulate/agent/world.ts";
import { Rig, type RigWish, uuids } from "./rig.ts";

let rig: Rig | undefined;
const open = (wish?: RigWish) => {
	rig = new Rig(wish);
	return rig;
};
afterEach(async () => {
	await rig?.end();
});

/** A rig whose account a trusts nothing. */
function untrusting(): Rig {
	const it = open();
	seedHome(it.home("a"), { accountUuid: uuids.a, trustedDirs: [] });
	return it;
}

describe("the dialogs of a simulated agent", () => {
	test("an untrusted project: a blind Enter ends it, and there was no registry entry", async () => {
		const it = untrusting();
		const pane = await it.launch("a", ["hello"]);
		await pane.untilShown("❯ No, exit");
		expect(pane.registry()).toBeUndefined();
		await pane.press("Enter");
		expect(await pane.untilEnd()).toBe(1);
		expect(pane.hooks()).toEqual([]);
	});

	test("trust that is given is remembered and the prompt goes on", async () => {
		const it = untrusting();
		const pane = await it.launch("a", ["[[say:x]]"]);
		await pane.untilShown("Yes, I trust this folder");
		await pane.press("Down", "Enter");
		await pane.untilHook("Stop");
		const again = await it.launch("a", ["[[say:y]]"]);
		await again.untilHook("Stop");
	});

	test("a sandbox needs no trust", async () => {
		const it = untrusting();
		const pane = await it.launch("a", ["[[say:x]]"], { env: { CLAUDE_CODE_SANDBOXED: "1" } });
		await pane.untilHook("Stop");
	});

	test("a home without onboarding waits at its first screen", async () => {
		const it = open();
		const home = join(it.root, "fresh");
		mkdirSync(home);
		const pane = await it.launch("a", ["hello"], { env: { CLAUDE_CONFIG_DIR: home } });
		await pane.untilShown("Let's get started.");
		expect(existsSync(join(home, "sessions"))).toBe(false);
		pane.signal("SIGTERM");
		expect(await pane.untilEnd()).toBe(143);
	});

	test("bypassing permissions is confirmed once more unless the settings say so", async () => {
		const it = open();
		const settings = { skipDangerousModePermissionPrompt: false };
		const pane = await it.launch("a", ["[[say:x]]"], { settings });
		await pane.untilShown("Bypass Permissions mode");
		await pane.press("Down", "Enter");
		await pane.untilHook("Stop");
	});

	test("another account's conversation is copied under a new id when the flag is on", async () => {
		const it = open();
		const id = randomUUID();
		await it.run("a", ["-p", "--session-id", id, "[[say:mine]]"]);
		const before = it.transcript(id).length;
		setWorld(it.world, { ticklishMoon: true });
		const pane = await it.launch("b", ["--resume", id, "[[say:ours]]"]);
		await pane.untilShown("This session belongs to another account");
		await pane.untilHook("SessionStart");
		await pane.press("Down", "Down", "Enter");
		await pane.untilShown("❯ Go Back");
		await pane.press("Up", "Enter");
		const stop = await pane.untilHook("Stop");
		expect(stop.session_id).not.toBe(id);
		expect(pane.registry()).toMatchObject({ sessionId: stop.session_id });
		expect(it.transcript(id)).toHaveLength(before);
		const copy = it.transcript(String(stop.session_id));
		expect(JSON.stringify(copy)).toContain("(Branch)");
		expect(copy.filter((line) => line.type === "session-owner")).toMatchObject([
			{ accountUuid: uuids.b },
		]);
	});

	test("Enter at that dialog exits; without the flag or with a token there is none", async () => {
		const it = open({ ticklishMoon: true });
		const id = randomUUID();
		await it.run("a", ["-p", "--session-id", id, "[[say:mine]]"]);
		const pane = await it.launch("b", ["--resume", id, "x"]);
		await pane.untilShown("❯ Exit Claude Code");
		await pane.press("Enter");
		expect(await pane.untilEnd()).toBe(0);
		writeFileSync(
			join(it.home("b"), ".claude.json"),
			JSON.stringify({
				hasCompletedOnboarding: true,
				projects: { [it.project]: { hasTrustDialogAccepted: true } },
			}),
		);
		const env = { CLAUDE_CODE_OAUTH_TOKEN: "dummy" };
		const token = await it.launch("b", ["--resume", id, "[[say:x]]"], { env });
		await token.untilHook("SessionStart");
	});
});
