import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { guardFileSystem, takeViolations } from "./fs-guard.ts";
import { realHomes } from "./homes.ts";

// Of the user, of other sessions, or different on a build server: no test may depend on these.
const NOT_FOR_TESTS =
	/^(CLAUDE|ANTHROPIC_|CCL_|CI_|CI$|CONTINUOUS_INTEGRATION$|NO_COLOR$|FORCE_COLOR$|TMUX$|TMUX_PANE$|LC_|LANGUAGE$)/;

const projectRoot = join(import.meta.dirname, "..", "..");

function makeSandbox(): string {
	const base = process.env.CCF_TEST_ROOT ?? tmpdir();
	const sandbox = mkdtempSync(join(base, "s-"));
	for (const part of ["home", "run", "tmp", "tmux"]) {
		mkdirSync(join(sandbox, part), { mode: 0o700 });
	}
	return sandbox;
}

function moveInto(sandbox: string): void {
	for (const name of Object.keys(process.env)) {
		if (NOT_FOR_TESTS.test(name)) delete process.env[name];
	}
	const home = join(sandbox, "home");
	Object.assign(process.env, {
		HOME: home,
		XDG_CONFIG_HOME: join(home, ".config"),
		XDG_STATE_HOME: join(home, ".local", "state"),
		XDG_DATA_HOME: join(home, ".local", "share"),
		XDG_CACHE_HOME: join(home, ".cache"),
		XDG_RUNTIME_DIR: join(sandbox, "run"),
		TMPDIR: join(sandbox, "tmp"),
		// Even a bare `tmux` then finds a server of the sandbox, never the user's.
		TMUX_TMPDIR: join(sandbox, "tmux"),
		LANG: "C.UTF-8",
		TZ: "UTC",
		PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`,
	});
}

function failOnViolations(): void {
	const violations = takeViolations();
	if (violations.length > 0) throw new Error(`Outside the sandbox:\n  ${violations.join("\n  ")}`);
}

const homes = realHomes();
const sandbox = makeSandbox();
moveInto(sandbox);
guardFileSystem({ sandbox, homes, projectRoot });

// The guard's own error may be swallowed by the code under test; these make it count all the same.
afterEach(failOnViolations);
afterAll(failOnViolations);
