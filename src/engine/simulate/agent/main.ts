import { VERSION } from "./agent.ts";
import { runPrint } from "./print/run-print.ts";
import { cleanPrompt, parseArguments, UsageError } from "./start/arguments.ts";
import { burnCpu } from "./start/burn-cpu.ts";
import { makeAgent, startFields } from "./start/make-agent.ts";
import { runInteractive } from "./terminal/run-interactive.ts";
import { readWorld } from "./world-files.ts";

/** A stand-in for the genuine `claude` 2.1.330: same outside, no network, no account needed. */
async function main(argv: readonly string[]): Promise<void> {
	const args = parseArguments(argv);
	if (args.version) {
		process.stdout.write(`${VERSION} (Claude Code)\n`);
		return;
	}
	const interactive = !args.print && process.stdin.isTTY === true && process.stdout.isTTY === true;
	const agent = makeAgent(args, interactive);
	if (agent.worldDir !== null) burnCpu(readWorld(agent.worldDir).startCpuMs);
	const prompt = args.prompt === null ? null : cleanPrompt(args.prompt);
	const source = startFields(agent, args);
	if (interactive) await runInteractive(agent, { source, prompt });
	else process.exitCode = await runPrint(agent, prompt, args.outputFormat, source);
}

try {
	await main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
}
