import { randomBytes } from "node:crypto";
import { runTmux, type TmuxServer } from "../../src/engine/tmux/run.ts";

/** A tmux server of this test's own. `end` stops it and everything in it. */
export interface PrivateTmux extends TmuxServer {
	tmux(...args: readonly string[]): Promise<string>;
	end(): Promise<void>;
}

/** Names a private server; tmux starts it with the first session. */
export function privateTmux(): PrivateTmux {
	const socket = `ccl-test-${process.pid}-${randomBytes(3).toString("hex")}`;
	const server = { program: "tmux", socket, configFile: "/dev/null" };
	const tmux = async (...args: readonly string[]): Promise<string> => {
		const answer = await runTmux(server, args, process.env);
		if (answer.kind !== "ok") throw new Error(`tmux ${args.join(" ")}: ${JSON.stringify(answer)}`);
		return answer.out;
	};
	return {
		...server,
		tmux,
		end: async () => {
			await runTmux(server, ["kill-server"], process.env);
		},
	};
}
