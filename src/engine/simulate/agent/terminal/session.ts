import type { Agent } from "../agent.ts";
import { hasHooks, runHooks } from "../hooks/run-hooks.ts";
import { type StatusLine, startStatusLine } from "../hooks/status-line.ts";
import { serve, worldOf } from "../model/serve.ts";
import type { Registration } from "../start/registry.ts";
import { appendLine } from "../transcript/conversation.ts";
import { runTurn, type TurnEnd } from "../turn/run-turn.ts";
import { LimitWait } from "./limit-wait.ts";
import { ownerDialog } from "./owner-dialog.ts";
import type { Terminal } from "./terminal.ts";

/** idle_prompt comes 60.0 s after Stop (seen on 2.1.330). */
const IDLE_NOTICE_MS = 60_000;

/** An interactive session: takes prompts one after the other and keeps the registry true. */
export class Session {
	private readonly agent: Agent;
	private readonly terminal: Terminal;
	private readonly registration: Registration;
	private readonly queue: string[] = [];
	private readonly limitWait: LimitWait;
	private readonly exit: () => void;
	private statusLine: StatusLine = { refresh() {}, stop() {} };
	private working = false;
	private ready = false;
	private idleTimer: NodeJS.Timeout | undefined;
	private lastCtrlC = 0;
	/** The turn that runs; the end of the process waits for it to be cut off. */
	current: Promise<void> = Promise.resolve();

	constructor(agent: Agent, terminal: Terminal, registration: Registration, exit: () => void) {
		this.agent = agent;
		this.terminal = terminal;
		this.registration = registration;
		this.exit = exit;
		this.limitWait = new LimitWait(agent, terminal, (text) => this.submit(text));
		terminal.onDialog = (open, reason) => {
			if (open) registration.setStatus("waiting", reason);
			else registration.setStatus(this.working ? "busy" : "idle");
		};
		terminal.onResponse = () => this.statusLine.refresh();
		terminal.handler = {
			submit: (text) => this.submit(text),
			escape: () => this.escape(),
			ctrlC: () => this.ctrlC(),
		};
	}

	/** Runs SessionStart hooks, the question about the owner, the status line and the program's own
	 * first request; then the positional prompt, unless a spent account holds the conversation at its limit (seen). */
	async begin(source: Record<string, unknown>, prompt: string | null): Promise<void> {
		this.statusLine = startStatusLine(this.agent, (text) => this.terminal.setStatus(text));
		await runHooks(this.agent, "SessionStart", source, String(source.source));
		if (!(await ownerDialog(this.agent, this.terminal, source))) {
			this.exit();
			return;
		}
		if (this.agent.login.kind !== "none") {
			serve(this.agent, { units: 0, purpose: "start" });
			this.statusLine.refresh();
		}
		this.ready = true;
		if (this.isHeldAtLimit()) {
			await this.limitWait.ask();
			return;
		}
		if (prompt !== null) this.submit(prompt);
		else this.next();
	}

	private isHeldAtLimit(): boolean {
		const last = this.agent.conversation.items.at(-1);
		const atLimit = last?.kind === "apiError" && last.quota;
		return atLimit && this.agent.limits?.rejected != null;
	}

	/** A typed line, a positional prompt, or the program's own continuation. */
	submit(text: string): void {
		if (text === "/exit" || text === "/quit") {
			this.exit();
		} else if (text === "/rate-limit-options") {
			this.limitWait.ask().catch(() => {});
		} else {
			this.queue.push(text);
			if (this.working) this.logQueue("enqueue", text);
			this.next();
		}
	}

	private logQueue(operation: "enqueue" | "dequeue", content: string): void {
		const { sessionId } = this.agent;
		const timestamp = new Date().toISOString();
		const line = { type: "queue-operation", operation, timestamp, sessionId, content };
		appendLine(this.agent.conversation, line);
	}

	private next(): void {
		this.terminal.queued = this.working ? [...this.queue] : [];
		this.terminal.draw();
		if (this.working || !this.ready) return;
		const text = this.queue.shift();
		if (text === undefined) return;
		this.current = this.work(text).catch((error) => this.terminal.show("notice", String(error)));
	}

	private async work(text: string): Promise<void> {
		this.working = true;
		clearTimeout(this.idleTimer);
		this.limitWait.cancel();
		this.registration.setStatus("busy");
		this.terminal.placeholder = "";
		this.terminal.show("prompt", text);
		const end = await runTurn(this.agent, text);
		this.working = false;
		if (end.kind === "ended") return;
		this.registration.setStatus("idle");
		this.statusLine.refresh();
		this.after(end);
		this.terminal.draw();
		this.next();
	}

	private after(end: TurnEnd): void {
		if (end.kind === "failed") {
			this.terminal.placeholder = "Resend your message to try again";
			if (end.failure.quota) this.limitWait.begin().catch(() => {});
		}
		if (end.kind === "interrupted") {
			this.terminal.show("result", "Interrupted · What should Claude do instead?");
		}
		if (end.kind === "answered") this.noticeIdle();
	}

	private noticeIdle(): void {
		if (!hasHooks(this.agent, "Notification")) return;
		const message = "Claude is waiting for your input";
		const type = "idle_prompt";
		this.idleTimer = setTimeout(() => {
			const fields = { message, notification_type: type };
			runHooks(this.agent, "Notification", fields, type).catch(() => {});
		}, IDLE_NOTICE_MS / worldOf(this.agent).speed);
	}

	private escape(): void {
		if (this.agent.turn !== null) {
			this.agent.turn.abort("user");
		} else if (this.limitWait.cancel()) {
			const note = "Automatic continue cancelled · /rate-limit-options to wait again";
			this.terminal.show("notice", note);
		}
	}

	private ctrlC(): void {
		const now = Date.now();
		if (this.agent.turn !== null) {
			this.agent.turn.abort("user");
		} else if (!this.terminal.input.isEmpty) {
			this.terminal.input.clear();
		} else if (now - this.lastCtrlC < 2000) {
			this.exit();
		} else {
			this.lastCtrlC = now;
			this.terminal.placeholder = "Press Ctrl-C again to exit";
		}
	}

	/** Stops all timers and the running turn; nothing is started any more. */
	async stop(): Promise<void> {
		this.ready = false;
		this.queue.length = 0;
		this.statusLine.stop();
		this.limitWait.cancel();
		clearTimeout(this.idleTimer);
		this.agent.turn?.abort("end");
		await this.current;
	}
}
