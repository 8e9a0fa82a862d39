import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bring, lab, projectRoot, put, run } from "./lab.ts";

const LAUNCHER = "bin/claude-failover.js";

function launcherLab(main?: string): string {
	const dir = lab({ "package.json": '{ "type": "module" }' });
	bring(dir, LAUNCHER);
	if (main !== undefined) put(dir, { "dist/main.js": main });
	return dir;
}

function pretending(version: string): string {
	const code = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
	return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

const launch = (dir: string, args: string[] = [], env: Record<string, string> = {}) =>
	run(process.execPath, [...args, join(dir, LAUNCHER)], { env });

describe("starting the program", () => {
	it.each(["14.21.3", "20.20.2", "24.14.1"])(
		"refuses Node %s with one line that says what, why and what next",
		async (version) => {
			const dir = launcherLab('console.log("started");');
			const { code, stdout, stderr } = await launch(dir, [pretending(version)]);
			expect(code).toBe(2);
			expect(stdout).toBe("");
			expect(stderr).toContain(`this is Node ${version}, but 24.15 or newer is needed`);
			expect(stderr).toContain("npm start");
			expect(stderr.trim().split("\n")).toHaveLength(1);
		},
	);

	it.each(["24.15.0", "26.0.0"])("accepts Node %s", async (version) => {
		const dir = launcherLab('console.log("started");');
		const { code, stdout } = await launch(dir, [pretending(version)]);
		expect(code).toBe(0);
		expect(stdout).toBe("started\n");
	});

	it("loads nothing before it has looked at the version", () => {
		const source = readFileSync(join(projectRoot, LAUNCHER), "utf8");
		expect(source).not.toMatch(/^\s*import\s/m);
		expect(source).not.toMatch(/^[^/]*\bawait\b/m);
	});

	it("names the build command when the build is missing", async () => {
		const { code, stderr } = await launch(launcherLab());
		expect(code).toBe(1);
		expect(stderr).toContain("npm run build");
		expect(stderr.trim().split("\n")).toHaveLength(1);
	});

	it("does not blame the build when the program itself breaks", async () => {
		const dir = launcherLab('import "./gone.js";');
		const { code, stderr } = await launch(dir);
		expect(code).toBe(1);
		expect(stderr).not.toContain("npm run build");
		expect(stderr).toContain("gone.js");
	});

	it("lets NO_COLOR win over an inherited FORCE_COLOR", async () => {
		const dir = launcherLab("console.log(process.env.FORCE_COLOR);");
		const colourless = await launch(dir, [], { NO_COLOR: "1", FORCE_COLOR: "3" });
		expect(colourless.stdout).toBe("0\n");
		const coloured = await launch(dir, [], { FORCE_COLOR: "3" });
		expect(coloured.stdout).toBe("3\n");
	});
});
