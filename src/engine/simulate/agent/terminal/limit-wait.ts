import type { Agent } from "../agent.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import { worldOf } from "../model/serve.ts";
import { clockText } from "../quota/limit-texts.ts";
import { appendLine } from "../transcript/conversation.ts";
import { systemLine } from "../transcript/lines.ts";
import type { Terminal } from "./terminal.ts";

/** The genuine program goes on about 75 s after the reset (seen on 2.1.330). */
const AFTER_RESET_MS = 75_000;
/** A reset that is further away opens the dialog instead (seen for 3.5 days). */
const LONGEST_WAIT_MS = 24 * 3_600_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const CONTINUE_PROMPT =
	"Your claude.ai usage limit has reset. Continue the task you were working on when the limit was reached; do not repeat work that is already complete.";

/** What an interactive session does after a quota limit: waits for the reset, or asks. */
export class LimitWait {
	private timer: NodeJS.Timeout | undefined;
	private readonly agent: Agent;
	private readonly terminal: Terminal;
	private readonly submit: (text: string) => void;

	constructor(agent: Agent, terminal: Terminal, submit: (text: string) => void) {
		this.agent = agent;
		this.terminal = terminal;
		this.submit = submit;
	}

	/** When the spent window of the last answer ends; null when none is spent. */
	private resetsAt(): number | null {
		const limits = this.agent.limits;
		if (limits === null || limits.rejected === null) return null;
		return limits.usage[limits.rejected]?.resetsAt ?? null;
	}

	/** Called when a turn has died on a quota limit, and at a start under a spent account. */
	async begin(): Promise<void> {
		const resetsAt = this.resetsAt();
		if (resetsAt === null) return;
		const { autoContinueAtUsageLimit } = this.agent.settings;
		if (autoContinueAtUsageLimit && resetsAt - Date.now() <= LONGEST_WAIT_MS) {
			this.waitFor(resetsAt);
			return;
		}
		await this.ask();
	}

	/** The /rate-limit-options dialog. While it is open the registry says `waiting`. */
	async ask(): Promise<void> {
		const resetsAt = this.resetsAt() ?? Date.now();
		this.terminal.show("prompt", "/rate-limit-options");
		const choice = await this.terminal.choose(
			{
				lines: ["What do you want to do?"],
				options: [
					"Stop and wait for limit to reset",
					`Wait here, then continue automatically at ${clockText(resetsAt)}`,
					"Switch to usage credits",
				],
				selected: 0,
				numbered: true,
				footer: "Enter to confirm · Esc to cancel",
			},
			"dialog open",
		);
		if (choice === 1) this.waitFor(resetsAt);
	}

	/** Esc, or a new prompt; true when there was something to cancel. */
	cancel(): boolean {
		if (this.timer === undefined) return false;
		clearTimeout(this.timer);
		this.timer = undefined;
		this.terminal.notes = [];
		return true;
	}

	private waitFor(resetsAt: number): void {
		const at = clockText(resetsAt);
		const content = `Usage limit reached · set to continue automatically at ${at}`;
		const fields = { content, isMeta: false, level: "notice" };
		appendLine(this.agent.conversation, systemLine(this.agent, "informational", fields));
		this.terminal.notes = [
			`⚠ Usage limit reached · limit resets ${at}`,
			`  Continuing automatically at ${at} · Esc to cancel`,
		];
		this.terminal.show("notice", content);
		this.terminal.draw();
		const wait = resetsAt - Date.now() + AFTER_RESET_MS / worldOf(this.agent).speed;
		this.timer = setTimeout(
			() => {
				this.fire().catch(() => {});
			},
			Math.min(LONGEST_TIMER_MS, wait),
		);
	}

	private async fire(): Promise<void> {
		this.cancel();
		const type = "quota_auto_resume_fired";
		const message = "Usage limit reset — Claude is continuing your task";
		await runHooks(this.agent, "Notification", { message, notification_type: type }, type);
		this.submit(CONTINUE_PROMPT);
	}
}
