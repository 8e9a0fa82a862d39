import { MINUTE, NOW, SECOND } from "../../../support/state-builder.ts";
import type { Fact } from "../facts-on-disk.ts";
import type { LookAlike } from "./look-alike.ts";

/** Seconds; when the window of the pool is reset. */
const SOON = (NOW + 290 * MINUTE) / SECOND;
const PAST = SOON - 40_000;

const window = (used: unknown, resetsAt: unknown = SOON): object => ({
	rate_limits: { five_hour: { used_percentage: used, resets_at: resetsAt } },
});

const ODD: readonly (readonly [string, object | string])[] = [
	["a negative share", window(-100)],
	["a share of minus nothing", window(-0)],
	["a share of 4,200 %", window(4_200)],
	["a share of a million per cent", window(1e6)],
	[
		"a share beyond all numbers",
		`{"session_id":"s","rate_limits":{"five_hour":{"used_percentage":1e999,"resets_at":${SOON}}}}`,
	],
	["a share that is a word", window("100")],
	["a share with its sign", window("100%")],
	["a share that is nothing", window(null)],
	["a share that is true", window(true)],
	["a share that is a list", window([100])],
	["a share that is an object", window({ five_hour: 100 })],
	["no share", window(undefined)],
	["a spent window that was reset long ago", window(100, PAST)],
	["a spent window that was reset in 1970", window(100, 1)],
	["a spent window whose reset is nought", window(100, 0)],
	["a spent window whose reset is negative", window(100, -SOON)],
	["a spent window whose reset is in milliseconds", window(100, SOON * 1_000)],
	["a spent window whose reset is beyond all time", window(100, 1e300)],
	["a low share whose reset is a word", window(42, "soon")],
	["limits that are a list", { rate_limits: [{ used_percentage: 100, resets_at: SOON }] }],
	["limits that are a word", { rate_limits: "five_hour: 100 %" }],
	["limits that are a number", { rate_limits: 100 }],
	["limits that are nothing", { rate_limits: null }],
	["a window that is a number", { rate_limits: { five_hour: 100 } }],
	["a window that is a word", { rate_limits: { five_hour: "spent" } }],
	["a window of other words", { rate_limits: { five_hour: { utilization: 1, resetsAt: SOON } } }],
	["a full context", { rate_limits: undefined, context_window: { used_percentage: 100 } }],
	["a cost beyond everything", { rate_limits: undefined, cost: { total_cost_usd: 1e12 } }],
	[
		"a spent window outside of the limits",
		{ rate_limits: {}, five_hour: { used_percentage: 100 } },
	],
	[
		"a model that is called like a limit",
		{ rate_limits: {}, model: { id: "five_hour", display_name: "You've hit your limit" } },
	],
	["nothing", ""],
	["no JSON", "You've hit your 5-hour limit · resets 1:55pm (UTC)"],
	["half of a payload", `{"session_id":"s","rate_limits":{"five_hour":{"used_percentage":100,"res`],
	["a list", `[{"rate_limits":{"five_hour":{"used_percentage":100,"resets_at":${SOON}}}}]`],
	["no session", { ...window(100), session_id: undefined }],
];

/** Lives that this engine did not start: nothing is known of their account. */
const STRANGERS = [
	"somebody-elses",
	"00000000-0000-4000-8000-999999999999",
	"life_of_an_older_engine",
];

const spent = (life: string): Fact => ({ statusline: window(100), life });

/** What statuslines say that proves no spent window. */
export const statuslines: readonly LookAlike[] = [
	...ODD.map(([what, statusline]) => ({
		what: `a statusline with ${what}`,
		facts: [{ statusline }],
	})),
	...STRANGERS.flatMap((life) => [
		{ what: `a spent statusline of the process life ${life}`, facts: [spent(life)] },
		{
			what: `a limit hook of the process life ${life}`,
			facts: [
				{ line: "assistant-text-apierror-rate_limit", in: "another" },
				{ hook: "StopFailure-rate_limit-quota", life },
			],
		},
	]),
];
