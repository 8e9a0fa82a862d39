import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { bring, lab, put, run } from "./lab.ts";

// Stands in for npm: each step does what the file named after it says, by default a pass.
const FAKE_NPM = `#!/bin/bash
step=$1
[ "$1" = run ] && step=$2
echo "$step" >> steps
echo "$*" >> words
env >> environment
[ -e "does/$step" ] && . "does/$step"
case "$step" in
	test) name=unit ;;
	test:simulation) name=simulation ;;
	test:e2e) name=e2e ;;
	test:real) name=real ;;
	*) exit "\${code:-0}" ;;
esac
[ -n "\${crash:-}" ] || echo "{\\"numPassedTests\\":\${good-10},\\"numFailedTests\\":\${bad-0}}" > "$CCL_TEST_REPORT_DIR/$name.json"
exit "\${code:-0}"
`;

async function ci(does: Record<string, string> = {}, env: Record<string, string> = {}) {
	// With a zsh of its own, so that nothing is installed where there is none.
	const dir = lab({ "tools/npm": FAKE_NPM, "tools/zsh": "#!/bin/sh\n" });
	bring(dir, ".ci/run");
	for (const [step, text] of Object.entries(does)) put(dir, { [`does/${step}`]: text });
	const { code, stdout } = await run(join(dir, ".ci", "run"), [], {
		env: { ...env, PATH: `${join(dir, "tools")}${delimiter}${process.env.PATH}` },
	});
	const { stdout: steps } = await run("cat", [join(dir, "steps")]);
	const { stdout: words } = await run("cat", [join(dir, "words")]);
	const { stdout: environment } = await run("cat", [join(dir, "environment")]);
	const lines = stdout.trimEnd().split("\n");
	const told = { steps: steps.trim().split("\n"), words: words.trim().split("\n"), environment };
	return { code, last: lines.at(-1), stdout, ...told };
}

describe("the full run", () => {
	it("runs every step and adds the tests of all suites up", async () => {
		const { code, last, steps } = await ci();
		expect(steps).toEqual([
			...["test", "check", "build", "test:simulation", "test:e2e", "test:real", "bench"],
		]);
		expect(last).toBe("43 passed, 0 failed");
		expect(code).toBe(0);
	});

	it("ends with the benches that are held to their bars", async () => {
		const { words } = await ci();
		expect(words.at(-1)).toBe("run bench -- idle observe rolling twenty --gate");
	});

	it("fails with the failed tests counted, and goes on with the other steps", async () => {
		const { code, last, steps } = await ci({ test: "good=7 bad=3 code=1" });
		expect(last).toBe("40 passed, 3 failed");
		expect(code).toBe(1);
		expect(steps).toHaveLength(7);
	});

	it("counts a failing check or build as one failure", async () => {
		const { code, last, stdout } = await ci({ check: "code=1", build: "code=2" });
		expect(last).toBe("41 passed, 2 failed");
		expect(stdout).toContain("failed: npm run check");
		expect(code).toBe(1);
	});

	it("counts a suite that crashes without a report as one failure", async () => {
		const { code, last } = await ci({ "test:e2e": "crash=1 code=137" });
		expect(last).toBe("33 passed, 1 failed");
		expect(code).toBe(1);
	});

	it("does not trust a suite that ran no test", async () => {
		const { code, last } = await ci({ "test:real": "good=0" });
		expect(last).toBe("33 passed, 1 failed");
		expect(code).toBe(1);
	});

	it("believes the exit code when all tests passed but the guard complained", async () => {
		const { code, last } = await ci({ test: "code=1" });
		expect(last).toBe("43 passed, 1 failed");
		expect(code).toBe(1);
	});

	it("hides the session it was started from", async () => {
		const { environment } = await ci(
			{},
			{ CLAUDECODE: "1", ANTHROPIC_API_KEY: "k", CLAUDE_CONFIG_DIR: "/x", TMUX: "/x,1,0" },
		);
		expect(environment).not.toMatch(/^(CLAUDE|ANTHROPIC_|TMUX=)/m);
	});
});
