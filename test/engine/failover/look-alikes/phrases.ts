import type { Fact } from "../facts-on-disk.ts";
import { answerLine, failureLine, type LookAlike } from "./look-alike.ts";

/** What the program writes on the screen at a limit (2.1.330, and an older one), or near one. */
export const PHRASES: readonly string[] = [
	"You've hit your 5-hour limit · resets 1:55pm (UTC)",
	"You've hit your session limit · resets 1:55pm (UTC)",
	"You've hit your weekly limit · resets Nov 25, 11:15pm (UTC)",
	"You've hit your Opus limit · resets Nov 25, 11:15pm (UTC)",
	"You've hit your Sonnet limit · resets Nov 25, 11:15pm (UTC)",
	"You've hit your Fable limit · resets Nov 25, 11:15pm (UTC)",
	"You've hit your limit · resets 1:55pm (UTC)",
	"You've reached your weekly usage limit",
	"You're out of usage credits · resets Dec 1",
	"Your org is out of usage · contact your admin",
	"Your seat type doesn't include usage of Claude Code",
	"Now using usage credits",
	"[Usage limit reached — grace window active. Finish what you are doing.]",
	"Claude AI usage limit reached|1795356273",
	"Usage limit reached · set to continue automatically at 1:55pm",
	"⚠ Usage limit reached · limit resets 1:55pm",
	"You've used 100% of your 5-hour limit · resets 1:55pm (UTC)",
];

const idle: Fact = { registry: "idle" };

/** Where such a phrase turns up in a session that has no limit. */
const CARRIERS: readonly (readonly [string, (phrase: string) => readonly Fact[]])[] = [
	["an answer that is", (p) => [answerLine(p), stop(p), idle]],
	["an answer that begins with", (p) => answered(`${p}\n\nThat is what the banner says.`)],
	[
		"an answer that quotes",
		(p) => answered(`The log has this line:\n> ${p}\nIt comes from a test.`),
	],
	["a last message, before its line is written, that is", (p) => [stop(p), idle]],
	["a tool's output that is", (p) => toolOutput(p)],
	["a tool's input that contains", (p) => toolInput(`grep -rn "${p}" .`)],
	["a prompt that is", (p) => [promptLine(p), { hook: "UserPromptSubmit", with: { prompt: p } }]],
	["a notification that says", (p) => [{ hook: "Notification-idle_prompt", with: { message: p } }]],
	["a subagent's last words", (p) => subagent(p)],
	["a pane that shows for an hour", (p) => [{ pane: [`  ⎿  ${p}`, "❯ "] }, ...anHour()]],
	["a server error that says", (p) => failed("server_error", 500, p)],
	["an overload that says", (p) => failed("server_error", 529, p)],
	["a plain 429 that says", (p) => failed("rate_limit", 429, p)],
	["a failed turn whose line never comes, that says", (p) => [failure("rate_limit", p), idle]],
];

/** Every phrase in every place. */
export const phrases: readonly LookAlike[] = CARRIERS.flatMap(([where, facts]) =>
	PHRASES.map((phrase) => ({ what: `${where} “${phrase}”`, facts: facts(phrase) })),
);

function stop(text: string): Fact {
	return { hook: "Stop", with: { last_assistant_message: text } };
}

function failure(error: string, text: string): Fact {
	return { hook: "StopFailure-server_error", with: { error, last_assistant_message: text } };
}

function failed(error: string, status: number, text: string): readonly Fact[] {
	return [failureLine(error, status, text), failure(error, text), idle];
}

function answered(text: string): readonly Fact[] {
	return [answerLine(text), stop(text), idle];
}

function promptLine(content: string): Fact {
	return { line: "user-string", with: { message: { role: "user", content } } };
}

function toolOutput(text: string): readonly Fact[] {
	const result = { type: "tool_result", tool_use_id: "tool-1", content: text };
	return [
		{ line: "user-tool_result", with: { message: { role: "user", content: [result] } } },
		{ hook: "PostToolUse-Bash", with: { tool_response: { stdout: text, stderr: text } } },
		idle,
	];
}

function toolInput(command: string): readonly Fact[] {
	const use = { type: "tool_use", id: "tool-1", name: "Bash", input: { command } };
	const message = { model: "claude-opus-5-5", stop_reason: "tool_use", content: [use] };
	return [
		{ line: "assistant-tool_use", with: { message } },
		{ hook: "PreToolUse-Bash", with: { tool_input: { command } } },
	];
}

function subagent(text: string): readonly Fact[] {
	return [
		answerLine(text, { isSidechain: true }),
		{ hook: "SubagentStop", with: { last_assistant_message: text } },
	];
}

/** An hour in which the session is looked at every ten minutes. */
export function anHour(): readonly Fact[] {
	return Array.from({ length: 6 }, () => ({ wait: 10 * 60_000 }));
}
