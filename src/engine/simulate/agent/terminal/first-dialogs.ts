import type { Agent } from "../agent.ts";
import { isTrusted, readHomeState, rememberTrust } from "../start/home.ts";
import type { Terminal } from "./terminal.ts";

const FOOTER = "Enter to confirm · Esc to cancel";

/** Thrown when a first dialog was answered with an exit. */
export class StartRefused extends Error {}

function question(lines: readonly string[], options: readonly string[], selected = 0) {
	return { lines, options, selected, numbered: false, footer: FOOTER };
}

/** A home that never finished its first run shows the theme list and waits there (seen). */
async function onboarding(agent: Agent, terminal: Terminal): Promise<void> {
	if (readHomeState(agent.env).hasCompletedOnboarding === true) return;
	const lines = [
		"Welcome to Claude Code v2.1.330",
		"Let's get started.",
		"Choose the text style that looks best with your terminal",
	];
	await terminal.choose(
		question(lines, ["✔ Auto (match terminal)", "Dark mode", "Light mode"]),
		"",
	);
	const login = ["Claude account with subscription", "Anthropic Console account"];
	await terminal.choose(question(["Select login method:"], login), "");
	const browser = [
		"Browser didn't open? Use the URL below to sign in",
		"Paste code here if prompted",
	];
	for (;;) await terminal.choose(question(browser, ["(waiting for the browser)"]), "");
}

/** Default "No, exit": a blind Enter ends the program (seen on 2.1.330). */
async function trust(agent: Agent, terminal: Terminal): Promise<void> {
	if (isTrusted(agent.env, agent.cwd)) return;
	const lines = [
		"Accessing workspace:",
		"",
		agent.cwd,
		"",
		"Quick safety check: Is this a project you created or one you trust?",
		"",
		"Claude Code'll be able to read, edit, and execute files here.",
		"",
	];
	const choice = await terminal.choose(
		question(lines, ["No, exit", "Yes, I trust this folder"]),
		"",
	);
	if (choice !== 1) throw new StartRefused();
	rememberTrust(agent.env, agent.cwd);
}

async function bypass(agent: Agent, terminal: Terminal): Promise<void> {
	if (agent.permissionMode !== "bypassPermissions") return;
	if (agent.settings.skipDangerousModePermissionPrompt) return;
	const lines = [
		"WARNING: Claude Code running in Bypass Permissions mode",
		"By proceeding, you accept all responsibility for actions taken while running in Bypass Permissions mode.",
	];
	const choice = await terminal.choose(question(lines, ["No, exit", "Yes, I accept"]), "");
	if (choice !== 1) throw new StartRefused();
}

/** "No" would go on without the key; here it ends the program, which no test needs otherwise. */
async function apiKey(agent: Agent, terminal: Terminal): Promise<void> {
	const key = agent.env.ANTHROPIC_API_KEY;
	if (!key || agent.env.ANTHROPIC_AUTH_TOKEN) return;
	const approved = readHomeState(agent.env).customApiKeyResponses?.approved ?? [];
	if (approved.includes(key.slice(-20))) return;
	const lines = [
		"Detected a custom API key in your environment",
		"Do you want to use this API key?",
	];
	const choice = await terminal.choose(question(lines, ["Yes", "No (recommended)"], 1), "");
	if (choice !== 0) throw new StartRefused();
}

/** The questions before a session begins; during them there is no registry entry (seen). */
export async function firstDialogs(agent: Agent, terminal: Terminal): Promise<void> {
	await onboarding(agent, terminal);
	await trust(agent, terminal);
	await apiKey(agent, terminal);
	await bypass(agent, terminal);
}
