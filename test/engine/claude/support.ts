import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LaunchSpec } from "../../../src/engine/claude/launch.ts";

const samples = join(import.meta.dirname, "..", "..", "data", "claude-code");

/** A payload or transcript line captured from the genuine program. */
export function sample(name: string): string {
	return readFileSync(join(samples, name), "utf8");
}

/** A captured transcript line, parsed, with some fields changed. */
export function sampleLine(
	name: string,
	changes: Record<string, unknown> = {},
): Record<string, unknown> {
	return { ...JSON.parse(sample(`transcript/${name}.json`)), ...changes };
}

/** A fresh folder inside the sandbox. */
export function scratch(): string {
	return mkdtempSync(join(tmpdir(), "c-"));
}

/** An executable shell script. */
export function script(path: string, body: string): string {
	writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
	return path;
}

/** A launch of `claudePath` that is complete and harmless; tests change what they are about. */
export function launchSpec(
	root: string,
	claudePath: string,
	changes: Partial<LaunchSpec>,
): LaunchSpec {
	return {
		launchDir: join(root, "launch"),
		incarnation: "inc-1",
		claudePath,
		home: join(root, "home"),
		cwd: root,
		accountKind: "login",
		accountEnv: {},
		token: null,
		envPass: ["PATH", "HOME", "LC_*", "TERM"],
		environment: { PATH: process.env.PATH, HOME: "/nowhere" },
		model: "opus",
		permissionMode: "auto",
		conversation: { kind: "new", id: "aaaa1111-1111-4111-8111-111111111111" },
		prompt: null,
		trusted: false,
		settings: { spoolDir: join(root, "spool"), incarnation: "inc-1", userStatusLine: null },
		name: "ccl-3",
		...changes,
	};
}
