import { describe, expect, test } from "vitest";
import type { PlanAsk } from "../../../src/state/client.ts";
import type { State } from "../../../src/state/model.ts";
import { account, afternoon, NOW, plan, quotaWindow, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const MINUTE = 60_000;
const spent = account("main", {
	windows: {
		five_hour: quotaWindow("five_hour", 1, { spent: true, resetsAt: NOW + 60 * MINUTE }),
		seven_day: quotaWindow("seven_day", 0.5, { resetsAt: NOW + 900 * MINUTE }),
	},
});

/** A room whose engine plans for the sessions that it is asked for. */
function opened(state: Partial<State> = {}, size: readonly [number, number] = [100, 40]) {
	const now = afternoon();
	const world = afternoon({ accounts: { ...now.state.accounts, main: spent }, ...state });
	const client = testClient(world);
	const asks: PlanAsk[] = [];
	const all = client.nextPlan;
	client.planSwitch = async (ask) => {
		asks.push(ask);
		const goes = (name: string) => ask.sessions === null || ask.sessions.includes(name);
		const moves = all.moves
			.filter(({ session }) => goes(session))
			.map((move) => ({ ...move, cut: ask.force && move.session === "api-auth" }));
		const stay = all.moves.filter(({ session }) => !goes(session));
		const left = [...all.left, ...stay.map(({ session }) => ({ session, why: "not chosen" }))];
		return plan({ id: `plan-${asks.length}`, moves, left, force: ask.force });
	};
	return { room: openRoom(world, { client, size }), client, asks };
}

describe("editing the plan of a switch", () => {
	test("leaves a session out with space, says that it is you, and runs that plan", async () => {
		const { room, client, asks } = opened();
		await room.press("s");
		await room.says("2 sessions would move", "[x] infra-tf", "[x] api-auth");
		await room.press("j", "j", " ");
		await room.says("1 session would move, 1 left out by you", "▸ [ ] api-auth: left out by you");
		await room.press("y");
		await room.says("switch main → backup begun");
		expect(asks.map(({ sessions }) => sessions)).toEqual([null, null, ["infra-tf"]]);
		expect(client.calls).toEqual(["run plan-3"]);
	});

	test("takes it in again where it was", async () => {
		const { room, asks } = opened();
		await room.press("s");
		await room.says("2 sessions would move");
		await room.press("j", " ");
		await room.says("▸ [ ] infra-tf: left out by you");
		await room.press(" ");
		await room.says("2 sessions would move", "▸ [x] infra-tf");
		expect(asks.at(-1)?.sessions).toBeNull();
	});

	test("leaves out nobody when the cursor is nowhere, nor the last who would move", async () => {
		const { room } = opened();
		await room.press("s");
		await room.says("2 sessions would move");
		await room.press(" ");
		await room.says("j goes to a session of the plan");
		await room.press("j", " ");
		await room.says("1 session would move, 1 left out by you");
		await room.press("j", " ");
		await room.says("nobody else would move: esc leaves everything as it is");
	});

	test("keeps who is left out with another target and when planned again", async () => {
		const { room, asks } = opened();
		await room.press("s");
		await room.says("2 sessions would move");
		await room.press("j", " ");
		await room.says("1 left out by you");
		await room.press("e");
		await room.says("1 left out by you");
		await room.press("r");
		await room.says("1 left out by you");
		expect(asks.at(-1)?.sessions).toEqual(["api-auth"]);
	});

	test("reaches every session of a long plan on a small screen", async () => {
		const { room, client } = opened({}, [80, 24]);
		const moves = Array.from({ length: 25 }, (_, n) => ({
			...{ session: `ccl-${n}`, how: "now: it is between turns" },
			...{ continues: false, canary: false },
		}));
		client.planSwitch = async () => plan({ moves });
		await room.press("s");
		await room.says("25 sessions would move");
		await room.press(..."j".repeat(40));
		await room.says("▸ [x] ccl-24: now");
		await room.press("g");
		await room.says("25 sessions would move");
	});

	test("f plans to cut turns, says which, and takes that back", async () => {
		const { room, asks } = opened();
		await room.press("s");
		await room.says("2 sessions would move");
		await room.press("f");
		await room.says(
			"! forced: 1 turn cut, not waited for",
			"! 1 turn would be cut, and told to continue.",
		);
		await room.press("f");
		await room.saysNoMore("forced");
		expect(asks.map(({ force }) => force)).toEqual([false, true, false]);
	});
});

describe("waiting for the reset in place of a switch", () => {
	test("says what it means, does nothing by itself, and holds what would switch by itself", async () => {
		const { room, client } = opened();
		await room.press("s");
		await room.says("would move");
		await room.press("w");
		await room.says(
			"wait for its reset at 15:32, in 1h00m",
			"1 session at the limit: after the reset they go on by themselves",
			"until then, on any account, nothing is switched by itself",
			"[ Cancel ]",
		);
		await room.press("enter");
		await room.saysNoMore("Wait?");
		expect(client.calls).toEqual([]);
		client.pause = async (all, scope) => {
			client.calls.push(`pause ${all} until ${(scope?.until ?? 0) - NOW}`);
			return { kind: "done" };
		};
		await room.press("w", "y");
		await room.says("nothing is switched before 15:32; u undoes that");
		await room.saysNoMore("dry run");
		await room.press("u");
		await room.says("the wait is undone");
		expect(client.calls).toEqual([`pause true until ${60 * MINUTE}`, "resume"]);
	});

	test("has nothing to set where nothing is switched without a person", async () => {
		const { policy } = afternoon().state;
		const { room, client } = opened({ policy: { ...policy, switchPolicy: "ask" } });
		await room.press("s");
		await room.says("would move");
		await room.press("w");
		await room.says("nothing is switched without you: there is nothing else to do");
		await room.press("y");
		await room.says("nothing is switched; main is reset at 15:32");
		expect(client.calls).toEqual([]);
	});

	test("has nothing to set where all is paused until then or for longer", async () => {
		for (const until of [null, NOW + 60 * MINUTE, NOW + 90 * MINUTE]) {
			const { room, client } = opened({
				dispatch: { paused: true, all: true, since: NOW, until },
			});
			await room.press("s");
			await room.says("would move");
			await room.press("w");
			await room.says("nothing is switched without you: there is nothing else to do");
			await room.press("y");
			await room.says("nothing is switched; main is reset at 15:32");
			expect(client.calls).toEqual([]);
		}
	});

	test("holds for longer where the pause of all ends sooner", async () => {
		const { room, client } = opened({
			dispatch: { paused: true, all: true, since: NOW, until: NOW + 10 * MINUTE },
		});
		await room.press("s");
		await room.says("would move");
		await room.press("w");
		await room.says("nothing is switched by itself", "the pause that there is now ends with it");
		client.pause = async (all, scope) => {
			client.calls.push(`pause ${all} until ${(scope?.until ?? 0) - NOW}`);
			return { kind: "done" };
		};
		await room.press("y");
		await room.says("nothing is switched before 15:32");
		await room.press("u");
		await room.says("the wait is undone");
		// Nothing is given out in between: it is paused all the time.
		expect(client.calls).toEqual([
			`pause true until ${60 * MINUTE}`,
			`pause true until ${10 * MINUTE}`,
		]);
	});

	test("waits for the last reset where several accounts would be left", async () => {
		const windows = {
			five_hour: quotaWindow("five_hour", 1, { spent: true, resetsAt: NOW + 90 * MINUTE }),
		};
		const { room, client } = opened({
			accounts: { main: spent, backup: account("backup", { windows }) },
		});
		const [one, other] = client.nextPlan.moves;
		const moves = [one, other && { ...other, from: "backup" }].filter((m) => m !== undefined);
		client.planSwitch = async () => plan({ to: "spare", moves });
		await room.press("s");
		await room.says("would move");
		await room.press("w");
		await room.says(
			/Leave all on main and backup and wait for their resets, the last at\W+16:02, in 1h30m/,
			"4 sessions beside",
		);
		await room.press("y");
		await room.says("nothing is switched before 16:02");
	});

	test("is refused where no reset is near or known", async () => {
		const fine = account("main", { windows: { five_hour: quotaWindow("five_hour", 0.2) } });
		const { room } = opened({ accounts: { main: fine } });
		await room.press("s");
		await room.says("would move");
		await room.press("w");
		await room.says("main is ok: there is no reset to wait for");
	});

	test("stays with the reason when the engine refuses", async () => {
		const { room, client } = opened();
		client.pause = async () => ({ kind: "refused", why: "that time has passed", remedy: "wait" });
		await room.press("s");
		await room.says("would move");
		await room.press("w", "y");
		await room.says("✗ that time has passed", "[ Cancel ]");
	});
});

describe("X", () => {
	const scheduled = {
		...{ id: "later", at: NOW + 30 * MINUTE, to: "backup", sessions: null, force: false },
		scheduledAt: NOW,
	};

	test("cancels the scheduled switch, and u schedules it again", async () => {
		const { room, client } = opened({ scheduled });
		await room.says("a switch to backup is scheduled for 15:02", "X cancels it");
		await room.press("X");
		await room.says("the switch scheduled for 15:02 is cancelled");
		await room.press("u");
		await room.says("is undone");
		expect(client.calls).toEqual(["cancel", `schedule ${scheduled.at}`]);
	});

	test("says when none is scheduled", async () => {
		const { room } = opened();
		await room.press("X");
		await room.says("no switch is scheduled");
	});
});
