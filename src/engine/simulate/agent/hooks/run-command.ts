import { spawn } from "node:child_process";
import type { Agent } from "../agent.ts";

export interface CommandResult {
	/** null when it was killed. */
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** The environment of hooks and the status line: the token is kept back (seen on 2.1.330). */
export function commandEnv(agent: Agent): NodeJS.ProcessEnv {
	const { CLAUDE_CODE_OAUTH_TOKEN: _token, ...env } = agent.env;
	return {
		...env,
		CLAUDECODE: "1",
		CLAUDE_CODE_ENTRYPOINT: agent.interactive ? "cli" : "sdk-cli",
		CLAUDE_CODE_CHILD_SESSION: "1",
		CLAUDE_CODE_SESSION_ID: agent.sessionId,
		CLAUDE_PID: String(process.pid),
		CLAUDE_CONFIG_DIR: agent.home,
		CLAUDE_PROJECT_DIR: agent.cwd,
	};
}

/** Runs a shell command of the settings with JSON on stdin. Never rejects. */
export function runCommand(
	agent: Agent,
	command: string,
	input: unknown,
	timeoutMs: number,
): Promise<CommandResult> {
	return new Promise((resolve) => {
		const child = spawn("/bin/sh", ["-c", command], { cwd: agent.cwd, env: commandEnv(agent) });
		const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
		let stdout = "";
		let stderr = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		const finish = (exitCode: number | null) => {
			clearTimeout(timer);
			resolve({ exitCode, stdout, stderr });
		};
		child.on("error", () => finish(127));
		child.on("close", (code) => finish(code));
		child.stdin.on("error", () => {});
		child.stdin.end(JSON.stringify(input));
	});
}
