import { plain } from "../tui/present/plain.ts";
import type { Args } from "./command.ts";
import { commands, globalOptions } from "./commands/all.ts";
import { completionScript } from "./completion/script.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io } from "./io.ts";

/** `claude-failover completion bash|zsh`. */
export async function run({ words }: Args, io: Io): Promise<number> {
	const [shell = ""] = words;
	if (shell !== "bash" && shell !== "zsh") {
		complain(
			io,
			plain(`there is no completion for ${shell}; write \`completion bash\` or \`completion zsh\``),
		);
		return EXIT.usage;
	}
	const program = [process.execPath, process.argv[1] ?? ""] as const;
	io.stdout.write(completionScript(shell, program, commands, globalOptions));
	return EXIT.done;
}
