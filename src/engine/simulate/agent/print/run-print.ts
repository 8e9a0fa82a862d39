import { readFileSync } from "node:fs";
import { type Agent, VERSION } from "../agent.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import { register } from "../start/registry.ts";
import { flushLines } from "../transcript/conversation.ts";
import { runTurn, type TurnEnd } from "../turn/run-turn.ts";
import { printFace } from "./print-face.ts";
import { type PrintResult, printResult } from "./result.ts";
import { usageText } from "./usage-command.ts";

function resultOf(end: TurnEnd): PrintResult {
	if (end.kind === "answered") {
		const extra = { stop_reason: "end_turn", terminal_reason: "completed", api_error_status: null };
		return { text: end.text, isError: false, turns: 1, extra };
	}
	if (end.kind !== "failed") return { text: "", isError: false, turns: 1, extra: {} };
	const { text, fields } = end.failure;
	const extra = {
		terminal_reason: "api_error",
		api_error_status: fields.apiErrorStatus ?? null,
		...(fields.apiError !== undefined && { api_error: fields.apiError }),
	};
	return { text, isError: true, turns: 1, extra };
}

/** SIGTERM cuts the turn off, runs SessionEnd and leaves with 143. `turn` is the running turn. */
function listen(agent: Agent, turn: () => Promise<unknown>): void {
	let ending = false;
	const end = async (code: number) => {
		if (ending) return;
		ending = true;
		agent.turn?.abort("end");
		await turn();
		flushLines(agent.conversation);
		await runHooks(agent, "SessionEnd", { reason: "other" }, "other");
		process.exit(code);
	};
	const codes = { SIGTERM: 143, SIGINT: 130, SIGHUP: 129 } as const;
	for (const [signal, code] of Object.entries(codes)) {
		process.on(signal, () => {
			end(code).catch(() => process.exit(code));
		});
	}
}

async function printTurn(
	agent: Agent,
	prompt: string,
	format: string,
	source: Record<string, unknown>,
): Promise<number> {
	let turn: Promise<unknown> = Promise.resolve();
	listen(agent, () => turn);
	await runHooks(agent, "SessionStart", source, String(source.source));
	const { cwd, model, permissionMode } = agent;
	const init = { cwd, model, permissionMode, claude_code_version: VERSION };
	agent.face.emit({ type: "system", subtype: "init", ...init });
	const running = runTurn(agent, prompt);
	turn = running;
	const end = await running;
	// The signal's handler ends the process; a second end would run the hook twice.
	if (end.kind === "ended") await new Promise(() => {});
	await runHooks(agent, "SessionEnd", { reason: "other" }, "other");
	const result = resultOf(end);
	printResult(agent, format, result);
	return result.isError ? 1 : 0;
}

/** Runs `-p`: one prompt, its answer on stdout, rc 1 when the server refused it. */
export async function runPrint(
	agent: Agent,
	given: string | null,
	format: string,
	source: Record<string, unknown>,
): Promise<number> {
	agent.face = printFace(agent, format === "stream-json");
	const registration = await register(agent);
	registration.setStatus("busy");
	process.on("exit", () => registration.remove());
	const prompt = given ?? readFileSync(0, "utf8").trim();
	if (prompt === "") {
		process.stderr.write(
			"Error: Input must be provided either through stdin or as a prompt argument when using --print\n",
		);
		return 1;
	}
	if (prompt === "/usage") {
		const extra = { stop_reason: null, local_command: "usage" };
		printResult(agent, format, { text: usageText(agent), isError: false, turns: 0, extra });
		return 0;
	}
	return printTurn(agent, prompt, format, source);
}
