import { describe, expect, test } from "vitest";
import { afternoon, openSwitch, plan, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

function opened(change: (client: ReturnType<typeof testClient>) => void = () => {}) {
	const client = testClient(afternoon());
	change(client);
	return openRoom(afternoon(), { client, size: [100, 40] });
}

describe("planning a switch", () => {
	test("shows who would move, how, who stays, what holds, and that nothing was done", async () => {
		const room = opened();
		await room.press("s");
		await room.says("Switch: dry run  state 88214", "Switch (manual): main → backup");
		await room.says("you asked; backup has the most headroom");
		await room.says("✓ ok  login: backup is logged in");
		await room.says(
			"infra-tf (first, as the canary), then told to continue: now: the limit cut its turn",
			"api-auth: at its turn boundary",
			"web-cart: move: never",
			"✗ no  spare: logged out",
			"Nothing has been done yet.",
			"[ Cancel ]",
		);
		expect(room.client.calls).toEqual(["plan null"]);
	});

	test("says on a small screen why this account and why no other, above all that could push it out", async () => {
		const client = testClient(afternoon());
		const conditions = ["login", "links", "trust", "program", "identity", "reading", "memory"];
		client.nextPlan = plan({
			moves: Array.from({ length: 20 }, (_, n) => ({
				session: `ccl-${n}`,
				how: "at its turn boundary",
				continues: false,
				canary: n === 0,
			})),
			candidates: [
				{ account: "spare", ok: false, why: "is login-needed" },
				{ account: "third", ok: false, why: "has used 88 % of five_hour, at most 60 % is allowed" },
				{ account: "backup", ok: true, why: "can take over, has used 35 % of five_hour" },
			],
			preconditions: conditions.map((name) => ({ name, ok: true, detail: "fine", remedy: null })),
		});
		const room = openRoom(afternoon(), { client, size: [80, 24] });
		await room.press("s");
		await room.says(
			"✓ ok  backup (chosen): can take over, has used 35 % of five_hour",
			"✗ no  spare: is login-needed",
			"✗ no  third: has used 88 % of five_hour, at most 60 % is allowed",
			"Nothing has been done yet.",
		);
	});

	test("names the remedy of what does not hold, and does not run", async () => {
		const room = opened((client) => {
			client.nextPlan = plan({
				runnable: false,
				preconditions: [
					{
						name: "trust",
						ok: false,
						detail: "/srv/app is not trusted",
						remedy: "set trusted: true",
					},
				],
			});
		});
		await room.press("s");
		await room.says("✗ no  trust: /srv/app is not trusted", "remedy: set trusted: true");
		await room.press("y");
		await room.says("this plan cannot run: trust: /srv/app is not trusted");
		expect(room.client.calls).toEqual(["plan null"]);
	});

	test("says when no account can take over", async () => {
		const room = opened((client) => {
			client.nextPlan = plan({ to: null, runnable: false, moves: [], why: "all are spent" });
		});
		await room.press("s");
		await room.says("main → no account can take over", "all are spent");
		await room.press("y");
		await room.says("this plan cannot run: all are spent");
	});

	test("that fails says why and can be asked again", async () => {
		const room = opened((client) => {
			client.planSwitch = () => Promise.reject(new Error("timeout"));
		});
		await room.press("s");
		await room.says("no plan: timeout", "r asks again");
		await room.press("y");
		await room.says("there is no plan to run yet");
	});
});

describe("the switch dialog", () => {
	test("runs the plan on the screen with y and closes with a toast", async () => {
		const room = opened();
		await room.press("s");
		await room.says("would move");
		await room.press("y");
		await room.says("switch main → backup begun");
		expect(room.client.calls).toEqual(["plan null", "run plan-1"]);
		expect(room.frame()).not.toContain("dry run");
	});

	test.each(["n", "esc", "enter", "q"])("does nothing with %s", async (key) => {
		const room = opened();
		await room.press("s");
		await room.says("would move");
		await room.press(key);
		await room.saysNoMore("dry run");
		expect(room.client.calls).toEqual(["plan null"]);
	});

	test("runs with enter only after the focus was moved to the button", async () => {
		const room = opened();
		await room.press("s");
		await room.says("would move");
		await room.press("tab");
		await room.says("[ y run it ]");
		await room.press("enter");
		await room.says("switch main → backup begun");
	});

	test("shows why the engine refused, and plans again on r", async () => {
		const room = opened((client) => {
			client.nextReply = { kind: "refused", why: "api-auth has ended", remedy: "plan again" };
		});
		await room.press("s");
		await room.says("would move");
		await room.press("y");
		await room.says("✗ api-auth has ended", "plan again");
		await room.press("r");
		await room.saysNoMore("api-auth has ended");
		expect(room.client.calls).toEqual(["plan null", "run plan-1", "plan null"]);
	});

	test("goes through the other accounts with e", async () => {
		const room = opened();
		await room.press("s");
		await room.says("main → backup");
		await room.press("e");
		await room.says("main → spare");
		await room.press("e");
		await room.says("main → backup");
		await room.press("y");
		await room.says("begun");
		expect(room.client.calls).toEqual([
			"plan null",
			"plan spare",
			"plan backup",
			"run plan-backup",
		]);
	});

	test("scrolls a long plan and keeps the buttons in sight", async () => {
		const client = testClient(afternoon());
		const moves = Array.from({ length: 60 }, (_, n) => ({
			session: `ccl-${n}`,
			how: "at its turn boundary",
			continues: false,
			canary: false,
		}));
		client.nextPlan = plan({ moves });
		const room = openRoom(afternoon(), { client });
		await room.press("s");
		await room.says("60 sessions would move", "Nothing has been done yet.", /\d+ more ▾/);
		await room.press("G");
		await room.says("web-cart: move: never", "[ Cancel ]", /▴ \d+ more/);
		await room.press("k");
		await room.saysNoMore("web-cart: move: never");
	});

	test("is not opened while a switch is under way", async () => {
		const room = openRoom(afternoon({ openSwitch: openSwitch() }));
		await room.press("s");
		await room.says("a switch is under way; w watches it");
		expect(room.client.calls).toEqual([]);
	});

	test("does nothing when the daemon goes while it is open", async () => {
		const room = opened();
		await room.press("s");
		await room.says("would move");
		room.client.link.setState({ kind: "lost", since: 0 }, true);
		await room.press("y");
		await room.says("the daemon is gone; nothing can be done until it is back");
		await room.press("tab", "enter");
		expect(room.client.calls).toEqual(["plan null"]);
	});
});
