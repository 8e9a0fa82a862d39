import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Agent } from "../agent.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import { worldOf } from "../model/serve.ts";
import { readHomeState } from "../start/home.ts";
import { type Conversation, readConversation } from "../transcript/conversation.ts";
import { newPlace } from "../transcript/find-transcript.ts";
import type { Terminal } from "./terminal.ts";

const FLAG = "tengu_ticklish_moon";

/** The dialog needs the server's flag, a stored login and another owner (seen on 2.1.330). */
function belongsToAnother(agent: Agent): boolean {
	const { owner } = agent.conversation;
	const mine = agent.login.owner?.accountUuid;
	if (owner === null || mine === undefined || owner === mine) return false;
	const cached = readHomeState(agent.env).cachedGrowthBookFeatures?.[FLAG] === true;
	return cached || worldOf(agent).ticklishMoon;
}

function firstPrompt(conversation: Conversation): string {
	const first = conversation.items.find((item) => item.kind === "prompt");
	return first?.kind === "prompt" ? first.text : "conversation";
}

/** Copies the conversation into a new one of this login's account: new id, title "… (Branch)". */
function copyConversation(agent: Agent): Conversation {
	const from = agent.conversation;
	const place = newPlace(agent.home, agent.cwd, randomUUID());
	const { sessionId } = place;
	const rows = readFileSync(from.path, "utf8").split("\n");
	const kept = rows.filter((row) => row !== "" && !row.includes('"type":"session-owner"'));
	const lines = kept.map((row) => row.replaceAll(from.sessionId, sessionId));
	const customTitle = `${firstPrompt(from)} (Branch)`;
	const added = [
		{ type: "session-owner", ...agent.login.owner, sessionId },
		{ type: "custom-title", customTitle, sessionId },
		{ type: "agent-name", agentName: customTitle, sessionId },
	];
	mkdirSync(dirname(place.path), { recursive: true, mode: 0o700 });
	const text = [...lines, ...added.map((line) => JSON.stringify(line))].join("\n");
	appendFileSync(place.path, `${text}\n`, { mode: 0o600 });
	return readConversation(place, from.persist);
}

/** Asks once more; "Go Back" is marked, "Continue" stands above it (seen on 2.1.330). */
async function confirmCopy(terminal: Terminal, label: string): Promise<boolean> {
	const choice = await terminal.choose(
		{
			lines: [
				`Copy this session to ${label}?`,
				"Continuing this conversation in a new account shares its history, including the files that Claude read, with that account.",
			],
			options: ["Continue", "Go Back"],
			selected: 1,
			numbered: false,
			footer: "Enter to confirm · Esc to cancel",
		},
		"dialog open",
	);
	return choice === 0;
}

/** The old conversation ends and the copy starts, in the same process (hooks seen on 2.1.330). */
async function switchToCopy(agent: Agent, source: Record<string, unknown>): Promise<void> {
	await runHooks(agent, "SessionEnd", { reason: "resume" }, "resume");
	agent.conversation = copyConversation(agent);
	agent.sessionId = agent.conversation.sessionId;
	const title = `${firstPrompt(agent.conversation)} (Branch)`;
	const fork = { ...source, source: "fork", model: agent.model, session_title: title };
	await runHooks(agent, "SessionStart", fork, "fork");
}

/** Asks what to do with another account's conversation, after its SessionStart; the prompt is held
 * until it is answered. False when the answer is to exit. */
export async function ownerDialog(
	agent: Agent,
	terminal: Terminal,
	source: Record<string, unknown>,
): Promise<boolean> {
	if (!belongsToAnother(agent)) return true;
	const { label } = agent.login;
	for (;;) {
		const choice = await terminal.choose(
			{
				lines: [
					"This session belongs to another account",
					"Started as    another account",
					`Logged in as  ${label}`,
				],
				options: ["Exit Claude Code", "Change login", `Copy to ${label} and continue`],
				selected: 0,
				numbered: false,
				footer: "Enter to confirm · Esc to exit",
			},
			"dialog open",
		);
		if (choice <= 0) return false;
		if (choice === 2 && (await confirmCopy(terminal, label))) break;
	}
	await switchToCopy(agent, source);
	const note = `Copied to ${label}. The original stays with the account that started it.`;
	terminal.show("notice", note);
	return true;
}
