import { chmodSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../../src/engine/config/load.ts";
import type { Check, Surroundings } from "../../../src/engine/doctor/check.ts";
import { runCommand } from "../../../src/engine/ports/commands.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { operatorHome } from "../init/operator.ts";

const GIB = 1024 ** 3;

/** A machine on which everything is well: two logged-in homes, a project, linked; a claude of the proven version. */
export function healthyWorld() {
	const operator = operatorHome();
	const { home, write, directory } = operator;
	const at = (path: string): string => join(home, path);
	write("bin/claude", "#!/bin/sh\necho '2.1.330 (Claude Code)'\n");
	chmodSync(at("bin/claude"), 0o755);
	directory("app");
	directory("state/claude-failover");
	chmodSync(at("state/claude-failover"), 0o700);
	for (const name of ["main", "backup"]) {
		logIn(name, `uuid-${name}`);
		write(`${name}/settings.json`, '{ "cleanupPeriodDays": 3650 }');
		chmodSync(at(name), 0o700);
	}
	function logIn(name: string, accountUuid: string, more: object = {}): void {
		const projects = { [at("app")]: { hasTrustDialogAccepted: true } };
		const oauthAccount = { accountUuid };
		const said = { oauthAccount, hasCompletedOnboarding: true, projects, ...more };
		write(`${name}/.claude.json`, JSON.stringify(said));
	}
	configure();
	function configure(more = "", accounts = "") {
		return write(
			"config.yaml",
			`accounts: [{ name: main, home: main }, { name: backup, home: backup }${accounts}]
pool: { shared_projects_dir: shared/projects, dedicated: [{ name: ccl-0, project: app }] }
${more}`,
		);
	}
	const environment: Record<string, string> = {
		PATH: `${at("bin")}:${process.env.PATH}`,
		HOME: home,
		XDG_STATE_HOME: at("state"),
	};
	function surroundings(more: Partial<Surroundings> = {}): Surroundings {
		const loaded = loadConfig(at("config.yaml"), { env: environment, home });
		return {
			found: loaded.kind === "ok" ? loaded : { ...loaded, file: at("config.yaml") },
			environment,
			now: Date.now(),
			socket: at("nobody.sock"),
			node: "24.21.0",
			memory: { available: 8 * GIB, total: 16 * GIB },
			files: systemFiles,
			commands: runCommand,
			...more,
		};
	}
	return { ...operator, at, configure, logIn, environment, surroundings };
}

/** `status name: detail → remedy` of what is not well. */
export function complaints(checks: readonly Check[]): readonly string[] {
	return checks
		.filter(({ status }) => status !== "pass")
		.map(({ status, name, detail, remedy }) => `${status} ${name}: ${detail} → ${remedy}`);
}
