import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Fact } from "./facts-on-disk.ts";
import { CUT, type LimitRig, limitRig, limitsAt } from "./limit-rig.ts";
import { realLimit, resetOf } from "./real-limit.ts";

/*
 * Every form in which the genuine program tells a limit (2.1.330), as it lies on the disk: each moves the session whose
 * turn was cut, in exactly one switch, however often it is told.
 */

let rig: LimitRig;
beforeEach(async () => {
	rig = await limitRig();
});
afterEach(() => rig.end());

/** The windows that a limit can name, and the model of a session that meets it. */
const WINDOWS: readonly (readonly [window: string, model: string])[] = [
	["five_hour", "claude-opus-5-5"],
	["seven_day", "claude-opus-5-5"],
	["seven_day_opus", "claude-opus-5-5"],
	["seven_day_sonnet", "claude-sonnet-5-5"],
	["seven_day_overage_included", "claude-fable-5"],
	["overage", "claude-opus-5-5"],
];

type Telling = readonly [
	how: string,
	facts: (line: Fact, hook: Fact, dialog: Fact) => readonly Fact[],
];

/** In which order the signs of it come. */
const TELLINGS: readonly Telling[] = [
	["its line comes before its hook", (line, hook, dialog) => [line, hook, dialog]],
	["its hook comes before its line", (line, hook, dialog) => [hook, dialog, second, line]],
	["its line comes 2.5 s after its hook", (line, hook, dialog) => [hook, dialog, ...late, line]],
	["its hook comes twice", (line, hook, dialog) => [line, hook, hook, dialog, second, hook]],
	["line and hook come twice", (line, hook, dialog) => [line, hook, dialog, line, hook]],
	[
		"its hook comes again later",
		(line, hook, dialog) => [line, hook, dialog, second, second, hook],
	],
	["the program still says that it is busy", (line, hook, dialog) => [line, hook, second, dialog]],
	["a statusline tells it as well", (line, hook, dialog) => [spent(), line, hook, dialog, spent()]],
];

const second: Fact = { wait: 1_000 };
const late: readonly Fact[] = [second, second, { wait: 500 }];

const runsOn = (id: string): Fact => ({
	statusline: { model: { id }, rate_limits: rig.told["a"] },
});

/** The five-hour window is told to be used up. */
function spent(): Fact {
	const window = { used_percentage: 100, resets_at: resetOf(rig, "five_hour") };
	return { statusline: { rate_limits: { five_hour: window } } };
}

async function settle(): Promise<void> {
	await rig.pass(20_000, 10);
}

/** One switch began, it moved the session that was cut, and all is well on the other account. */
function expectOneSwitch(): void {
	expect(rig.switches()).toMatchObject([{ from: "a", to: "b", reason: "limit" }]);
	expect(rig.switches()[0]?.moves.map((m) => m.session)).toContain(CUT);
	expect(rig.session()).toMatchObject({ account: "b", owed: null });
	expect(rig.pool.parts.recorder.state()).toMatchObject({
		openSwitch: null,
		switches: [{ outcome: "done" }],
	});
}

/** The signs of a limit on that window, of the process life that is there now. */
function signs(
	window: string,
	changes: object = {},
): readonly [line: Fact, hook: Fact, dialog: Fact] {
	const [line, hook, dialog] = realLimit(rig, window, changes);
	return [line, { ...hook, life: rig.session().incarnation?.id ?? "" }, dialog];
}

describe.each(WINDOWS)("a limit on %s of a session on %s is one switch", (window, model) => {
	test.each(window === "five_hour" ? TELLINGS : TELLINGS.slice(0, 3))(
		"when %s",
		async (_how, facts) => {
			await rig.happens(runsOn(model), second);
			await rig.happens(...facts(...signs(window)));
			await settle();
			expectOneSwitch();
		},
	);

	test("when it names no time of its reset", async () => {
		await rig.happens(runsOn(model), second);
		await rig.happens(...signs(window, { resetsAt: undefined }));
		await settle();
		expectOneSwitch();
	});
});

test("a limit whose reset is earlier than the statusline had said is one switch", async () => {
	await rig.happens(...signs("five_hour", { resetsAt: resetOf(rig, "five_hour") - 3_600 }));
	await settle();
	expectOneSwitch();
});

test("a limit whose hook was lost is found in the transcript, and is one switch", async () => {
	const [line] = signs("five_hour");
	await rig.happens(line, { wait: 4_000 }, { registry: "idle" });
	await settle();
	expectOneSwitch();
});

describe("a conversation that is resumed under a spent account asks at once, takes no prompt and sends no hook", () => {
	beforeEach(async () => {
		rig.arrives = (session) => (session.account === "a" ? "at the dialog" : "answering");
		await rig.happens(...signs("five_hour").slice(0, 1));
	});

	/** Its process ends in mid-turn, and is started again with a prompt that goes on. */
	async function resumed(): Promise<void> {
		const { pid = 0, id } = rig.session().incarnation ?? {};
		rig.pool.machine.end(pid, 137);
		await rig.pass(8_000, 8);
		expect(rig.session().incarnation?.id).not.toBe(id);
	}

	test("its statusline and the registry tell, and it is one switch", async () => {
		rig.told["a"] = limitsAt(rig.pool, 100);
		await resumed();
		await settle();
		expectOneSwitch();
	});

	test("its statusline tells some seconds later, and it is one switch", async () => {
		await resumed();
		expect(rig.session()).toMatchObject({ account: "a", state: "waiting" });
		await rig.happens({ statusline: { rate_limits: limitsAt(rig.pool, 100) } });
		await settle();
		expectOneSwitch();
	});

	test("while nothing tells that the account is spent, it only waits for a person", async () => {
		await resumed();
		await settle();
		expect(rig.switches()).toEqual([]);
		expect(rig.session()).toMatchObject({ account: "a", state: "waiting" });
	});
});
