import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { bring, lab, projectRoot, put, run } from "./lab.ts";

const lockfile = (version: string): string =>
	JSON.stringify({
		lockfileVersion: 3,
		packages: {
			"": { name: "clone" },
			"node_modules/tool": { version, integrity: `sha512-${version}` },
			"node_modules/for-another-platform": { version: "1.0.0", optional: true },
		},
	});

// Stands in for npm: puts down what an install would, and writes down how it was called.
const FAKE_NPM = `#!/bin/sh
echo "$@" >> npm-calls
[ -e npm-breaks ] && { echo "npm: no network" >&2; exit 1; }
sleep 0.3
rm -rf node_modules
mkdir -p node_modules/node/bin
ln -s "${process.execPath}" node_modules/node/bin/node
ln -s "${projectRoot}/node_modules/esbuild" "${projectRoot}/node_modules/@esbuild" node_modules/
cp package-lock.json node_modules/.package-lock.json
`;

function clone(): string {
	const dir = lab({
		"package.json": '{ "name": "clone", "type": "module" }',
		"package-lock.json": lockfile("1.0.0"),
		"tsconfig.json": "{}",
		"src/main.ts": 'console.log("one" as string);\n',
		"tools/npm": FAKE_NPM,
	});
	bring(dir, "scripts");
	return dir;
}

const bootstrap = (dir: string, args: string[] = [], env: Record<string, string> = {}) =>
	run(process.execPath, [join(dir, "scripts", "bootstrap.mjs"), ...args], {
		env: { PATH: `${join(dir, "tools")}${delimiter}${process.env.PATH}`, ...env },
	});

const built = (dir: string): string => readFileSync(join(dir, "dist", "main.js"), "utf8");

function npmCalls(dir: string): string[] {
	const file = join(dir, "npm-calls");
	return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

describe("getting a clone ready", () => {
	it("installs and builds on a fresh clone, saying so in a line each", async () => {
		const dir = clone();
		const { code, stdout, stderr } = await bootstrap(dir);
		expect(stderr).toContain("installing the dependencies (npm ci)");
		expect(stderr).toContain("building (dist is missing or out of date)");
		expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
		expect(built(dir)).toContain('"one"');
	});

	it("does nothing and says nothing when everything is ready", async () => {
		const dir = clone();
		await bootstrap(dir);
		const again = await bootstrap(dir);
		expect(again).toEqual({ code: 0, stdout: "", stderr: "" });
		expect(npmCalls(dir)).toHaveLength(1);
	});

	it("brings the development packages under NODE_ENV=production too", async () => {
		const dir = clone();
		await bootstrap(dir, [], { NODE_ENV: "production", CI: "true" });
		expect(npmCalls(dir)[0]).toContain("ci --include=dev");
	});

	it("builds again after a source changed, appeared or went", async () => {
		const dir = clone();
		await bootstrap(dir);
		put(dir, { "src/main.ts": 'console.log("two" as string);\n' });
		await bootstrap(dir);
		expect(built(dir)).toContain('"two"');
		put(dir, { "src/more.ts": "export const more = 1;\n" });
		expect((await bootstrap(dir)).stderr).toContain("building");
		rmSync(join(dir, "src", "more.ts"));
		expect((await bootstrap(dir)).stderr).toContain("building");
		expect(npmCalls(dir)).toHaveLength(1);
	});

	it("installs again after the lockfile changed, as a pull may do", async () => {
		const dir = clone();
		await bootstrap(dir);
		put(dir, { "package-lock.json": lockfile("1.0.1") });
		expect((await bootstrap(dir)).stderr).toContain("installing");
		expect(npmCalls(dir)).toHaveLength(2);
	});

	it("installs again when the pinned Node is missing", async () => {
		const dir = clone();
		await bootstrap(dir);
		rmSync(join(dir, "node_modules", "node"), { recursive: true });
		expect((await bootstrap(dir)).stderr).toContain("installing");
		expect(existsSync(join(dir, "node_modules", "node", "bin", "node"))).toBe(true);
	});

	it("leaves the build alone when only the packages are wanted", async () => {
		const dir = clone();
		await bootstrap(dir, ["--install-only"]);
		expect(existsSync(join(dir, "dist"))).toBe(false);
	});

	it("installs once when two scripts start at the same time", async () => {
		const dir = clone();
		const both = await Promise.all([bootstrap(dir), bootstrap(dir)]);
		expect(both.map(({ code }) => code)).toEqual([0, 0]);
		expect(both.map(({ stderr }) => stderr).join("")).toContain("waiting for another");
		expect(npmCalls(dir)).toHaveLength(1);
		expect(existsSync(join(dir, ".bootstrap.lock"))).toBe(false);
	});

	it("takes over the lock of a process that died", async () => {
		const dir = clone();
		const dead = await run(process.execPath, ["-p", "process.pid"]);
		mkdirSync(join(dir, ".bootstrap.lock"));
		writeFileSync(join(dir, ".bootstrap.lock", "pid"), dead.stdout.trim());
		expect((await bootstrap(dir)).code).toBe(0);
		expect(built(dir)).toContain('"one"');
	});

	it("passes on what npm said when the install fails, and what to do", async () => {
		const dir = clone();
		put(dir, { "npm-breaks": "" });
		const { code, stderr } = await bootstrap(dir);
		expect(code).toBe(1);
		expect(stderr).toContain("npm: no network");
		expect(stderr).toContain("npm ci failed");
	});

	it("keeps the last good build when a source does not compile", async () => {
		const dir = clone();
		await bootstrap(dir);
		put(dir, { "src/main.ts": "const = ;\n" });
		const { code, stderr } = await bootstrap(dir);
		expect(code).toBe(1);
		expect(stderr).toContain("the build failed");
		expect(built(dir)).toContain('"one"');
	});
});
