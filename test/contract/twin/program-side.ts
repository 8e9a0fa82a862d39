import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareLaunch } from "../../../src/engine/claude/launch.ts";
import { readRegistry } from "../../../src/engine/claude/registry.ts";
import { findTranscript } from "../../../src/engine/claude/transcript-find.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { openSimulatedSide } from "../program/simulated-side.ts";
import { startSlowCommand } from "../program/slow-command.ts";
import { Stage } from "../program/stage.ts";
import { hooksIn, type Played, type Side, type Start, transcriptOf } from "./shown.ts";

/** The simulated program, launched by the product in a private tmux server. */
export async function openProgramSide(): Promise<Side> {
	const stage = await Stage.open(await openSimulatedSide());
	const root = stage.makeDir("twin", randomUUID());
	const cwd = stage.makeProject();
	const own = stage.makeAccount();
	const spent = stage.makeAccount();
	stage.side.spendTo(spent, 1);
	const slow = startSlowCommand(cwd);
	const spoolDir = join(root, "spool");
	const claudePath = join(root, "claude");
	const words = stage.side.command.map((word) => `'${word}'`).join(" ");
	writeFileSync(claudePath, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });

	const start = async (ask: Start): Promise<Played> => {
		const id = randomUUID();
		const account = ask.account === "spent" ? spent : own;
		const { argv } = await prepareLaunch(systemFiles, {
			...{ launchDir: join(root, "launches", id), incarnation: id, home: account.home, cwd },
			...{ claudePath, accountKind: "login", accountEnv: stage.side.env, token: null },
			envPass: ["PATH", "HOME", "LANG", "TERM", "TMUX", "TMUX_PANE"],
			environment: stage.env,
			...{ model: "sonnet", permissionMode: "bypassPermissions", trusted: true },
			conversation: { kind: ask.how, id: ask.conversation },
			prompt: ask.prompt,
			settings: { spoolDir, incarnation: id, userStatusLine: null },
			name: "ccl-7",
		});
		const program = await stage.open(account, cwd, argv, root);
		const registry = async (): Promise<string> => {
			const entry = await readRegistry(systemFiles, account.home, program.pid);
			if (entry === null) return "none";
			return entry.status === "waiting" ? `waiting for ${entry.waitingFor}` : entry.status;
		};
		const hooks = () => hooksIn(systemFiles, spoolDir, id);
		return {
			shown: async () => ({ hooks: await hooks(), registry: await registry() }),
			async untilHook(event) {
				await program.until(`the hook ${event}`, async () =>
					(await hooks()).find((one) => one.startsWith(`${event} `)),
				);
			},
			async untilRegistry(wanted) {
				await program.until(wanted, async () => (await registry()) === wanted || undefined);
			},
			async untilLimit() {
				await program.until("a limit", async () => (await told(ask.conversation)).limits[0]);
			},
			terminate: () => program.signal("SIGTERM"),
			end: async () => (await program.untilEnd()).status ?? null,
		};
	};

	const told = async (conversation: string) => {
		const path = await findTranscript(systemFiles, join(stage.sharedDir, "projects"), conversation);
		return transcriptOf(systemFiles, path);
	};
	return {
		start,
		prompt(nonce, tools, fate) {
			const steps = Array.from({ length: tools }, (_, n) => `[[bash:echo ${n}]]`);
			if (fate === "stuck") steps[0] = `[[bash:${slow.command}]]`;
			if (fate === "limit") steps.push("[[quota]]");
			return `${steps.join(" ")} [[say:Done.]] [${nonce}]`;
		},
		turns: async (conversation) => (await told(conversation)).turns,
		limits: async (conversation) => (await told(conversation)).limits,
		clearTheWay: () => slow.makeQuick(),
		close: () => stage.close(),
	};
}
