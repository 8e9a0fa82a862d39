import { describe, expect, test } from "vitest";
import type { Grounds, Proposal } from "../../../src/state/model.ts";
import { afternoon, NOW, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const MINUTE = 60_000;

const grounds: Grounds = {
	accounts: [
		{
			account: "work-1",
			state: "near",
			windows: [
				{
					...{ window: "five_hour", usedRatio: 0.92, resetsAt: NOW + 30 * MINUTE },
					...{ source: "statusline", spent: false, ageMs: 2 * MINUTE, past: false },
				},
			],
		},
	],
	candidates: [
		{ account: "work-2", ok: false, why: "is spent", until: NOW + 14 * MINUTE },
		{ account: "home", ok: false, why: "is login-needed" },
	],
	wouldChange: ["work-2 can take over, in 14 min (now: is spent)"],
};

describe("the explanation", () => {
	test("says what is known with its age, who was refused and why, and what would change it", async () => {
		const client = testClient(afternoon());
		const why = "work-1: five_hour is at 92 %; not switching: work-2 is spent";
		client.explain = async () => ({
			...{ at: NOW, kind: "hold", why, from: "work-1", to: null, model: null, until: null },
			...{ sessions: [], grounds },
		});
		const opened = openRoom(afternoon(), { client });
		await opened.press("e");
		await opened.says(
			"It would leave work-1, but not now",
			"five_hour 92%",
			"statusline, 2m old",
			"✗ no  work-2: is spent, until in 14m",
			"What would change the answer",
		);
		await opened.press("esc");
		await opened.saysNoMore("What would change the answer");
	});

	test("that the engine does not give is said", async () => {
		const client = testClient(afternoon());
		client.explain = () => Promise.reject(new Error("the socket is gone"));
		const opened = openRoom(afternoon(), { client });
		await opened.press("e");
		await opened.says("✗ the engine did not answer: the socket is gone");
	});
});

test("a switch that waits for a yes is on the screen, and s shows its plan", async () => {
	const proposal: Proposal = {
		...{ id: "p1", from: "work-1", to: "home", reason: "threshold", why: "five_hour is at 92 %" },
		...{ sessions: ["ccl-2"], at: NOW },
	};
	const waiting = snapshot({ state: { proposal } });
	const client = testClient(waiting);
	const opened = openRoom(waiting, { client });
	await opened.says("work-1 → home waits for your yes (five_hour is at 92 %); s shows the plan");
	await opened.press("s");
	await opened.says("Switch: dry run");
	expect(client.calls).toEqual(["plan home"]);
});
