import type { Agent } from "../agent.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import { worldOf } from "../model/serve.ts";
import { type Registration, register } from "../start/registry.ts";
import { flushLines, hasTranscript } from "../transcript/conversation.ts";
import { firstDialogs, StartRefused } from "./first-dialogs.ts";
import { headerText } from "./frame.ts";
import { Session } from "./session.ts";
import { historyText } from "./shown-text.ts";
import { Terminal } from "./terminal.ts";

/** How an interactive session was started. */
export interface Beginning {
	/** The fields of the SessionStart hook. */
	readonly source: Record<string, unknown>;
	readonly prompt: string | null;
}

const HOOK_LIMIT_MS = 5000;

function atMost(ms: number, work: Promise<unknown>): Promise<unknown> {
	const limit = new Promise((resolve) => {
		setTimeout(resolve, ms).unref();
	});
	return Promise.race([work.catch(() => {}), limit]);
}

/** Ends a begun session as the genuine program does: tool children die and leave their
 * "Exit code 137", SessionEnd runs, the registry entry goes (seen on 2.1.330). */
function endingOf(agent: Agent, terminal: Terminal, session: Session, registration: Registration) {
	let ending = false;
	return async (reason: string, code: number) => {
		if (ending) return;
		ending = true;
		await session.stop();
		flushLines(agent.conversation);
		await atMost(HOOK_LIMIT_MS, runHooks(agent, "SessionEnd", { reason }, reason));
		registration.remove();
		const began = hasTranscript(agent.conversation);
		const words = `Resume this session with:\nclaude --resume ${agent.sessionId}`;
		terminal.close(began ? words : "");
		process.exit(code);
	};
}

function listen(end: (reason: string, code: number) => Promise<void>): void {
	const on = (signal: NodeJS.Signals, code: number) => {
		process.removeAllListeners(signal);
		process.on(signal, () => {
			end("other", code).catch(() => process.exit(code));
		});
	};
	on("SIGTERM", 143);
	on("SIGHUP", 129);
	on("SIGINT", 130);
	process.stdin.on("end", () => {
		end("other", 129).catch(() => process.exit(129));
	});
}

async function begin(agent: Agent, terminal: Terminal, beginning: Beginning): Promise<void> {
	await firstDialogs(agent, terminal);
	terminal.screen.print(headerText(agent));
	const registration = await register(agent);
	process.on("exit", () => registration.remove());
	let end: (reason: string, code: number) => Promise<void>;
	const exit = () => {
		end("prompt_input_exit", 0).catch(() => process.exit(0));
	};
	const session = new Session(agent, terminal, registration, exit);
	end = endingOf(agent, terminal, session, registration);
	listen(end);
	if (agent.conversation.items.length > 0) {
		terminal.screen.print(historyText(agent.conversation.items));
	}
	registration.setStatus("idle");
	terminal.draw();
	await session.begin(beginning.source, beginning.prompt);
}

/** Runs the agent in a terminal until it is ended. */
export async function runInteractive(agent: Agent, beginning: Beginning): Promise<void> {
	const terminal = new Terminal(agent, worldOf(agent).spinnerMs);
	agent.face = terminal;
	for (const signal of ["SIGTERM", "SIGHUP"] as const) {
		process.on(signal, () => {
			terminal.close("");
			process.exit(signal === "SIGTERM" ? 143 : 129);
		});
	}
	try {
		await begin(agent, terminal, beginning);
	} catch (error) {
		if (!(error instanceof StartRefused)) throw error;
		terminal.close("");
		process.exit(1);
	}
}
