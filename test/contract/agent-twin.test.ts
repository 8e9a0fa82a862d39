import { afterEach, expect, test } from "vitest";
import { goOn } from "./program/real-life.ts";
import { openProgramSide } from "./twin/program-side.ts";
import type { Shown, Side } from "./twin/shown.ts";
import { openTwinSide } from "./twin/twin-side.ts";

const CASE_MS = 180_000;
const CONVERSATION = "aaaa1111-1111-4111-8111-111111111111";
const NONCE = "ccl:twin.one:1";
const opened: Side[] = [];
afterEach(async () => {
	for (const side of opened.splice(0)) await side.close();
}, CASE_MS);

interface Told {
	/** What was seen at moments that the story names. */
	readonly seen: Readonly<Record<string, Shown | string | number | null>>;
	readonly turns: unknown;
	readonly limits: unknown;
}

type Story = (side: Side, tools: number) => Promise<Told>;

/** Plays a story on both: the twin first, as it alone decides how many tools a turn uses. */
async function playBoth(story: Story): Promise<{ readonly twin: Told; readonly program: Told }> {
	const open = async (side: Side | Promise<Side>): Promise<Side> => {
		opened.push(await side);
		return side;
	};
	const twin = await story(await open(openTwinSide()), 0);
	const uses = Object.values(twin.seen).map((one) =>
		typeof one === "object"
			? (one?.hooks ?? []).filter((h) => h.startsWith("PreToolUse")).length
			: 0,
	);
	return { twin, program: await story(await open(openProgramSide()), Math.max(0, ...uses)) };
}

async function told(side: Side, seen: Told["seen"]): Promise<Told> {
	return { seen, turns: await side.turns(CONVERSATION), limits: await side.limits(CONVERSATION) };
}

const stories: readonly (readonly [string, Story, object])[] = [
	[
		"a new conversation is answered after its tools; at rest, SIGTERM ends it in order",
		async (side, tools) => {
			const prompt = side.prompt(NONCE, tools, "answered");
			const one = await side.start({ conversation: CONVERSATION, how: "new", prompt });
			await one.untilHook("PreToolUse");
			await one.untilRegistry("busy");
			await one.untilHook("Stop");
			await one.untilRegistry("idle");
			const rest = await one.shown();
			one.terminate();
			return told(side, { rest, status: await one.end(), end: await one.shown() });
		},
		{ status: 143 },
	],
	[
		"SIGTERM in mid-turn leaves it without an answer; a continue prompt brings it to one, under the same mark",
		async (side, tools) => {
			const prompt = side.prompt(NONCE, tools, "stuck");
			const one = await side.start({ conversation: CONVERSATION, how: "new", prompt });
			await one.untilHook("PreToolUse");
			await one.untilRegistry("busy");
			one.terminate();
			const status = await one.end();
			const [end, cut] = [await one.shown(), JSON.stringify(await side.turns(CONVERSATION))];
			side.clearTheWay();
			const next = await side.start({ conversation: CONVERSATION, how: "resume", prompt: goOn });
			await next.untilHook("Stop");
			await next.untilRegistry("idle");
			const heir = await next.shown();
			next.terminate();
			await next.end();
			return told(side, { status, end, cut, heir });
		},
		{ status: 143 },
	],
	[
		"a limit in mid-turn is told by hook and transcript; under a spent account it is not even prompted",
		async (side, tools) => {
			const prompt = side.prompt(NONCE, tools, "limit");
			const one = await side.start({ conversation: CONVERSATION, how: "new", prompt });
			await one.untilHook("StopFailure");
			await one.untilLimit();
			await one.untilRegistry("waiting for dialog open");
			const wall = await one.shown();
			one.terminate();
			const status = await one.end();
			const end = await one.shown();
			const spent = { conversation: CONVERSATION, how: "resume", prompt: goOn } as const;
			const next = await side.start({ ...spent, account: "spent" });
			await next.untilHook("SessionStart");
			await next.untilRegistry("waiting for dialog open");
			const heir = await next.shown();
			next.terminate();
			const heirStatus = await next.end();
			return told(side, { wall, status, end, heir, heirStatus, heirEnd: await next.shown() });
		},
		{ status: 143 },
	],
	[
		"a conversation that is not there is not resumed",
		async (side) => {
			const ask = { conversation: CONVERSATION, how: "resume", prompt: goOn } as const;
			const one = await side.start(ask);
			return told(side, { status: await one.end(), end: await one.shown() });
		},
		{ status: 1, end: { hooks: [], registry: "none" } },
	],
	[
		"a conversation that is there is not begun a second time",
		async (side, tools) => {
			const prompt = side.prompt(NONCE, tools, "answered");
			const ask = { conversation: CONVERSATION, how: "new", prompt } as const;
			const one = await side.start(ask);
			await one.untilHook("Stop");
			await one.untilRegistry("idle");
			one.terminate();
			await one.end();
			const first = await one.shown();
			const second = await side.start(ask);
			return told(side, { first, status: await second.end(), end: await second.shown() });
		},
		{ status: 1, end: { hooks: [], registry: "none" } },
	],
];

test.each(stories)(
	"the twin and the program tell the same: %s",
	{ timeout: CASE_MS },
	async (_what, story, held) => {
		const { twin, program } = await playBoth(story);
		expect(twin).toEqual(program);
		expect(program.seen).toMatchObject(held);
	},
);
