import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { prepareLaunch } from "../../../../src/engine/claude/launch.ts";
import { readRegistry } from "../../../../src/engine/claude/registry.ts";
import { readSpool, readStatuslines } from "../../../../src/engine/claude/spool.ts";
import { limitEventOf } from "../../../../src/engine/claude/transcript-failure.ts";
import { findTranscript } from "../../../../src/engine/claude/transcript-find.ts";
import { readLines } from "../../../../src/engine/claude/transcript-lines.ts";
import { systemFiles } from "../../../../src/engine/ports/files.ts";
import { awkwardPrompt } from "../awkward-prompt.ts";
import type { RunningProgram } from "../running-program.ts";
import type { Account, Stage } from "../stage.ts";

/** The product's own launcher, settings, drop-box and readers around the program. */
export function describeProduct(stage: () => Stage): void {
	describe("launched and read by the product", () => {
		test("a token account's prompt arrives exactly and every fact lands in the drop-box", async () => {
			const account = stage().makeAccount("token");
			const prompt = `-- a prompt may begin with dashes\n${awkwardPrompt}\n`;
			const launched = await launchByProduct(stage(), account, prompt);

			const events = await untilEvent(launched, "Stop");

			expect(events.map((item) => item.event)).toEqual([
				"SessionStart",
				"UserPromptSubmit",
				"Stop",
			]);
			const texts = events.flatMap((item) =>
				item.kind === "event" && item.payload.event === "UserPromptSubmit"
					? [item.payload.prompt]
					: [],
			);
			expect(texts).toEqual([prompt]);
			const registry = await readRegistry(systemFiles, account.home, launched.program.pid);
			expect(registry).toMatchObject({ sessionId: launched.conversation, name: "ccl-7" });
			const [line] = await launched.program.until("windows in the drop-box", async () => {
				const lines = await readStatuslines(systemFiles, launched.spoolDir, new Map());
				const [first] = lines;
				return first?.kind === "statusline" && first.statusline.windows.length > 0
					? lines
					: undefined;
			});
			expect(line).toMatchObject({ kind: "statusline", incarnation: "inc-1" });
		});

		test("a login account at the wall is read as a limit event with its reset", async () => {
			const account = stage().makeAccount("login");
			const prompt = "[[bash:echo here]] [[quota]]";
			const launched = await launchByProduct(stage(), account, prompt);
			await untilEvent(launched, "StopFailure");

			const projects = join(account.home, "projects");
			const limit = await launched.program.until("the limit event", async () => {
				const path = await findTranscript(systemFiles, projects, launched.conversation);
				const { lines } = await readLines(systemFiles, path ?? "", 0);
				return lines.map(limitEventOf).find((event) => event !== null) ?? undefined;
			});

			const resetsAt = stage().side.resetsAt(account) * 1000;
			expect(limit).toMatchObject({ window: "five_hour", resetsAt });
		});
	});
}

interface Launched {
	readonly program: RunningProgram;
	readonly conversation: string;
	readonly spoolDir: string;
}

async function launchByProduct(stage: Stage, account: Account, prompt: string): Promise<Launched> {
	const root = stage.makeDir("product", randomUUID());
	const conversation = randomUUID();
	const spoolDir = join(root, "spool");
	const cwd = stage.makeDir("elsewhere", randomUUID());
	const tokenFile = join(root, "token-file");
	writeFileSync(tokenFile, `${account.secret}\n`, { mode: 0o600 });
	const isToken = account.kind === "token";
	const { argv } = await prepareLaunch(systemFiles, {
		launchDir: join(root, "launch"),
		incarnation: "inc-1",
		claudePath: programFile(root, stage.side.command),
		home: account.home,
		cwd,
		accountKind: isToken ? "oauth_token" : "login",
		accountEnv: stage.side.env,
		token: isToken ? { kind: "file", path: tokenFile } : null,
		envPass: ["PATH", "HOME", "LANG", "TERM", "TMUX", "TMUX_PANE"],
		environment: stage.env,
		model: "sonnet",
		permissionMode: "bypassPermissions",
		conversation: { kind: "new", id: conversation },
		prompt,
		trusted: true,
		settings: { spoolDir, incarnation: "inc-1", userStatusLine: null },
		name: "ccl-7",
	});
	return { program: await stage.open(account, cwd, argv, root), conversation, spoolDir };
}

/** One file that starts the program, whatever words that takes. */
function programFile(root: string, command: readonly string[]): string {
	const path = join(root, "claude");
	const words = command.map((word) => `'${word}'`).join(" ");
	writeFileSync(path, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
	return path;
}

/** The turn's own events so far, once the named one is among them. */
function untilEvent({ program, spoolDir }: Launched, name: string) {
	const turn = ["SessionStart", "UserPromptSubmit", "Stop", "StopFailure"];
	return program.until(`${name} in the drop-box`, async () => {
		const items = (await readSpool(systemFiles, spoolDir)).filter((item) =>
			turn.includes(item.event),
		);
		return items.some((item) => item.event === name) ? items : undefined;
	});
}
