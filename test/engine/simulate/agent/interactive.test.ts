import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
	readEffects,
	readRequests,
	setFailure,
	setWorld,
	spendTo,
} from "../../../../src/engine/simulate/agent/world.ts";
import { Rig, type RigWish, uuids } from "./rig.ts";

const goOn = "Continue where you left off.";

let rig: Rig | undefined;
const open = (wish?: RigWish) => {
	rig = new Rig(wish);
	return rig;
};
afterEach(async () => {
	await rig?.end();
});

const steps = { steps: 3, stepMs: 20, answerMs: 5 };
const names = (rows: readonly Readonly<Record<string, unknown>>[]) =>
	rows.map((row) => row.hook_event_name);

describe("an interactive simulated agent", () => {
	test("takes its positional prompt through the world's steps and tells everybody", async () => {
		const it = open({ defaultTurn: steps });
		const id = randomUUID();
		const pane = await it.launch("a", ["--session-id", id, "--name", "w", "do ccl:x:1 now"]);
		const stop = await pane.untilHook("Stop");
		expect(stop).toMatchObject({ session_id: id, last_assistant_message: "OK chars=14" });
		expect(await pane.untilStatus("idle")).toMatchObject({
			sessionId: id,
			name: "w",
			pid: pane.pid,
		});
		expect(names(pane.hooks())).toEqual([
			...["SessionStart", "UserPromptSubmit"],
			...Array.from({ length: 3 }, () => ["PreToolUse", "PostToolUse"]).flat(),
			"Stop",
		]);
		expect(readEffects(it.world)).toEqual([1, 2, 3].map((step) => ({ nonce: "ccl:x:1", step })));
		const path = String(stop.transcript_path);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(it.transcript(id).at(-1)).toMatchObject({ subtype: "turn_duration" });
		await pane.until("limits in the status line", () => pane.statusLines().at(-1)?.rate_limits);
		await pane.untilShown("the-status-line");
	});

	test("tells in its status line the limits of its own last answer only", async () => {
		const it = open();
		spendTo(it.world, uuids.a, "five_hour", 0.42);
		const pane = await it.launch("a", []);
		const limits = await pane.until("limits before any prompt", () => {
			return pane.statusLines().at(-1)?.rate_limits;
		});
		expect(limits).toMatchObject({ five_hour: { used_percentage: 42 } });
		expect(pane.statusLines()[0]).not.toHaveProperty("rate_limits");
		spendTo(it.world, uuids.a, "five_hour", 0.9);
		await pane.type("[[say:x]]");
		await pane.press("Enter");
		await pane.until("fresh limits", () =>
			JSON.stringify(pane.statusLines().at(-1)).includes('"used_percentage":90'),
		);
	});

	test("is cut by SIGTERM between two steps, and another account does the rest once", async () => {
		const it = open({ defaultTurn: { ...steps, stepMs: 300 } });
		const id = randomUUID();
		const pane = await it.launch("a", ["--session-id", id, "do ccl:y:7"]);
		await pane.untilHook("PostToolUse");
		pane.signal("SIGTERM");
		expect(await pane.untilEnd()).toBe(143);
		expect(existsSync(pane.registryPath)).toBe(false);
		expect(names(pane.hooks()).at(-1)).toBe("SessionEnd");
		expect(await pane.screen()).toContain(`claude --resume ${id}`);
		const cut = readEffects(it.world).length;
		expect(cut).toBeGreaterThanOrEqual(1);

		const heir = await it.launch("b", ["--resume", id, goOn]);
		expect(await heir.untilHook("SessionStart")).toMatchObject({
			source: "resume",
			session_id: id,
		});
		await heir.untilHook("Stop");
		expect(readEffects(it.world).map((effect) => effect.step)).toEqual([1, 2, 3]);
	});

	test("writes nothing of an answer that SIGTERM cut off", async () => {
		const it = open();
		const id = randomUUID();
		const pane = await it.launch("a", ["--session-id", id, "[[sleep:100000]][[say:never]]"]);
		await pane.untilHook("UserPromptSubmit");
		await pane.until("the prompt on disk", () => it.transcript(id).length > 0);
		pane.signal("SIGTERM");
		expect(await pane.untilEnd()).toBe(143);
		expect(it.transcript(id).map((line) => line.type)).not.toContain("assistant");
	});

	test("asks for permission, and Esc is a no", async () => {
		const it = open();
		const pane = await it.launch("a", ["[[bash:touch asked]]"], { permissionMode: "manual" });
		expect(await pane.untilHook("PermissionRequest")).toMatchObject({ permission_mode: "default" });
		await pane.untilStatus("waiting");
		await pane.untilHook("Notification");
		await pane.press("Escape");
		await pane.untilStatus("idle");
		expect(existsSync(join(it.project, "asked"))).toBe(false);
		await pane.type("[[bash:touch asked]]");
		await pane.press("Enter");
		await pane.untilHook("PermissionRequest", 2);
		await pane.untilStatus("waiting");
		await pane.press("1");
		await pane.untilHook("Stop");
		expect(existsSync(join(it.project, "asked"))).toBe(true);
	});

	test("queues what is typed while it works, and stops at Esc", async () => {
		const it = open();
		const pane = await it.launch("a", ["[[sleep:100000]][[say:one]]"]);
		await pane.untilStatus("busy");
		await pane.type("[[say:two]]");
		await pane.press("Enter");
		await pane.untilShown("Queued");
		await pane.press("Escape");
		const stop = await pane.untilHook("Stop");
		expect(stop).toMatchObject({ last_assistant_message: "two" });
		expect(pane.hooks("Stop")).toHaveLength(1);
		await pane.untilStatus("idle");
		await pane.type("/exit");
		await pane.press("Enter");
		expect(await pane.untilEnd()).toBe(0);
		expect(pane.hooks("SessionEnd")).toMatchObject([{ reason: "prompt_input_exit" }]);
	});

	test("wraps a long paste and leaves at the second Ctrl-C", async () => {
		const it = open();
		const pane = await it.launch("a", []);
		await pane.untilStatus("idle");
		await pane.paste(Array.from({ length: 30 }, (_, at) => `line ${at} $HOME`).join("\n"));
		await pane.untilShown("[Pasted text #1 +29 lines]");
		await pane.press("Enter");
		const submit = await pane.untilHook("UserPromptSubmit");
		expect(submit.prompt).toMatch(/^<pasted_content id="1">\nline 0 \$HOME\n[\s\S]*29 \$HOME\n</);
		await pane.untilStatus("idle");
		await pane.press("C-c");
		await pane.untilShown("Press Ctrl-C again to exit");
		await pane.press("C-c");
		expect(await pane.untilEnd()).toBe(0);
	});

	test("goes on when a Stop hook has more to do", async () => {
		const it = open();
		const marker = join(it.root, "told");
		const reason = JSON.stringify({ decision: "block", reason: "also [[say:more]]" });
		const command = `cat >/dev/null; [ -e ${marker} ] || { touch ${marker}; echo '${reason}'; }`;
		const settings = { hooks: { Stop: [{ hooks: [{ type: "command", command }] }] } };
		const id = randomUUID();
		const pane = await it.launch("a", ["--session-id", id, "[[say:first]]"], { settings });
		await pane.until("the second answer", () =>
			JSON.stringify(it.transcript(id)).includes('"more"'),
		);
		expect(JSON.stringify(it.transcript(id))).toContain("Stop hook feedback:");
	});

	test("runs the hooks of the home's settings as well", async () => {
		const it = open();
		const log = join(it.root, "home-hooks");
		const hooks = { Stop: [{ hooks: [{ type: "command", command: `cat >> ${log}` }] }] };
		writeFileSync(join(it.home("a"), "settings.json"), JSON.stringify({ hooks }));
		const pane = await it.launch("a", ["[[say:x]]"]);
		await pane.untilHook("Stop");
		await pane.until(
			"the home's own hook",
			() => existsSync(log) && readFileSync(log, "utf8") !== "",
		);
	});

	test("tries a failing server again and goes on when it is healed", async () => {
		const it = open();
		setWorld(it.world, { speed: 20 });
		setFailure(it.world, uuids.a, 500);
		const id = randomUUID();
		const pane = await it.launch("a", ["--session-id", id, "[[say:healed]]"]);
		await pane.until("two retries", () => {
			return it.transcript(id).filter((line) => line.subtype === "api_error").length >= 2;
		});
		setFailure(it.world, uuids.a, null);
		expect(await pane.untilHook("Stop")).toMatchObject({ last_assistant_message: "healed" });
		expect(pane.hooks("StopFailure")).toEqual([]);
	});

	test("leaves its registry entry and its tool's children behind at kill -9", async () => {
		const it = open();
		const script = "echo $$ > pid.part; mv pid.part pid; sleep 0.5; echo x > effect; sleep 1000";
		const pane = await it.launch("a", [`[[bash:${script}]]`]);
		const pid = await pane.until("the tool's process", () => {
			const path = join(it.project, "pid");
			return existsSync(path) ? Number(readFileSync(path, "utf8")) : undefined;
		});
		pane.signal("SIGKILL");
		expect(await pane.untilEnd()).toBe(-9);
		expect(pane.registry()).toMatchObject({ pid: pane.pid, status: "busy" });
		await pane.until("the effect of the orphan", () => existsSync(join(it.project, "effect")));
		process.kill(-pid, "SIGKILL");
	});

	test("does no step again that took effect before a kill -9", async () => {
		const it = open({ defaultTurn: steps });
		const id = randomUUID();
		const slow = [{ hooks: [{ type: "command", command: "cat >/dev/null; exec sleep 20" }] }];
		const settings = { hooks: { PostToolUse: slow } };
		const pane = await it.launch("a", ["--session-id", id, "do ccl:z:1"], { settings });
		await pane.until("an effect", () => readEffects(it.world).length === 1);
		pane.signal("SIGKILL");
		expect(await pane.untilEnd()).toBe(-9);
		const heir = await it.launch("b", ["--resume", id, goOn]);
		await heir.untilHook("Stop");
		expect(readEffects(it.world).map((effect) => effect.step)).toEqual([1, 2, 3]);
		expect(JSON.stringify(it.transcript(id))).toContain("[Tool call interrupted");
	});

	test("writes the result of a finished call though SIGTERM comes during its hook", async () => {
		const it = open();
		const id = randomUUID();
		const begun = join(it.root, "hook-begun");
		const command = `cat >/dev/null; touch ${begun}; exec sleep 20`;
		const settings = { hooks: { PostToolUse: [{ hooks: [{ type: "command", command }] }] } };
		const args = ["--session-id", id, "[[bash:echo once]]"];
		const pane = await it.launch("a", args, { settings });
		await pane.until("the hook", () => existsSync(begun));
		expect(JSON.stringify(it.transcript(id))).not.toContain('"content":"once"');
		pane.signal("SIGTERM");
		expect(await pane.untilEnd()).toBe(143);
		expect(JSON.stringify(it.transcript(id))).toContain('"content":"once"');
	});

	test("leaves a call without a result when SIGTERM comes while it waits for a person", async () => {
		const it = open();
		const id = randomUUID();
		const args = ["--session-id", id, "[[bash:touch never]]"];
		const pane = await it.launch("a", args, { permissionMode: "manual" });
		await pane.untilStatus("waiting");
		pane.signal("SIGTERM");
		expect(await pane.untilEnd()).toBe(143);
		expect(JSON.stringify(it.transcript(id))).not.toContain("tool_result");
		expect(existsSync(join(it.project, "never"))).toBe(false);
	});

	test("ends in order when its terminal is closed", async () => {
		const it = open();
		const pane = await it.launch("a", ["[[say:x]]"]);
		await pane.untilStatus("idle");
		await it.end();
		await pane.until("SessionEnd", () => pane.hooks("SessionEnd").length === 1);
		await pane.until("the end of the entry", () => !existsSync(pane.registryPath));
	});

	test("asks the server once for itself at its start", async () => {
		const it = open();
		const pane = await it.launch("a", []);
		await pane.until("the request", () => readRequests(it.world).length === 1);
		expect(readRequests(it.world)).toMatchObject([{ key: uuids.a, kind: "start", status: 200 }]);
	});
});
