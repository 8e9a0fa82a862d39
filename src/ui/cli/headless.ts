import { ControlSocketError } from "../../engine/control/socket-file.ts";
import { EXIT } from "./exit-codes.ts";
import { findConfig, sayProblems } from "./find-config.ts";
import { complain, type Io } from "./io.ts";
import { haveTmux } from "./need-tmux.ts";

/** What was asked for on the command line before any command. */
export interface StartAsk {
	readonly config: string | null;
	readonly readonly: boolean;
	/** Ends another engine that drives the state directory, and takes its place. */
	readonly takeover: boolean;
}

/** `claude-failover --headless`: needs a configuration; a service must never run a demo by accident. */
export async function startHeadless(ask: StartAsk, io: Io): Promise<number> {
	const found = await findConfig(ask.config, io);
	if (found.kind === "none") {
		complain(
			io,
			`there is no configuration at ${found.file}; write one with \`claude-failover init\`, ` +
				"or name another with --config FILE",
		);
		return EXIT.usage;
	}
	if (found.kind === "invalid") {
		sayProblems(found.problems, io);
		return EXIT.usage;
	}
	sayProblems(found.warnings, io);
	if (!haveTmux(io)) return EXIT.failed;
	const { runHeadless } = await import("../../engine/headless.ts");
	try {
		return await runHeadless(found.config, { ...io, ...ask });
	} catch (error) {
		if (!(error instanceof ControlSocketError)) throw error;
		complain(io, error.message);
		return error.code === "in-use" ? EXIT.refused : EXIT.failed;
	}
}
