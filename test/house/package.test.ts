import { readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, run } from "./lab.ts";

const read = (path: string): string => readFileSync(join(projectRoot, path), "utf8");

interface Manifest {
	readonly bin: Record<string, string>;
	readonly engines: { readonly node: string };
	readonly scripts: Record<string, string>;
	readonly dependencies: Record<string, string>;
	readonly devDependencies: Record<string, string>;
	readonly allowScripts: Record<string, boolean>;
}

const manifest = JSON.parse(read("package.json")) as Manifest;

describe("the package", () => {
	it("locks its dependencies without naming a registry", () => {
		const lock = read("package-lock.json");
		expect(lock).not.toContain('"resolved"');
		expect(lock).not.toMatch(/https?:\/\/[^"]*registry/);
	});

	it("never makes the Node it was started under a condition of installing", () => {
		expect(read(".npmrc")).not.toContain("engine-strict");
		expect(read(".npmrc")).toContain("omit-lockfile-registry-resolved=true");
	});

	it("pins the Node it runs on, new enough for its own launcher", () => {
		const [major = 0, minor = 0] = (manifest.devDependencies.node ?? "").split(".").map(Number);
		expect(manifest.devDependencies.node).toMatch(/^\d+\.\d+\.\d+$/);
		expect(manifest.engines.node).toBe(">=24.15");
		expect(major).toBe(24);
		expect(minor).toBeGreaterThanOrEqual(15);
		expect(process.versions.node).toBe(manifest.devDependencies.node);
	});

	it("allows install scripts to the packages that need one, and to no others", () => {
		const { packages } = JSON.parse(read("package-lock.json")) as {
			packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }>;
		};
		const needed = Object.entries(packages)
			.filter(([, entry]) => entry.hasInstallScript && !entry.optional)
			.map(([path]) => path.replace(/^.*node_modules\//, ""));
		expect(Object.keys(manifest.allowScripts).sort()).toEqual(needed.sort());
	});

	it("gets itself ready before every script that runs the program or a suite", () => {
		for (const script of ["start", "test", "test:e2e", "test:real", "bench"]) {
			expect(manifest.scripts[`pre${script}`]).toBe("node scripts/bootstrap.mjs");
		}
	});

	it("offers its command under two names, both executable", () => {
		expect(Object.keys(manifest.bin).sort()).toEqual(["ccf", "claude-failover"]);
		for (const path of Object.values(manifest.bin)) {
			expect(statSync(join(projectRoot, path)).mode & 0o111).not.toBe(0);
		}
	});

	it("runs its scripts on the pinned Node whatever the shell's own is", async () => {
		const path = (process.env.PATH ?? "")
			.split(delimiter)
			.filter((dir) => !dir.startsWith(projectRoot))
			.join(delimiter);
		const { stdout } = await run("npm", ["exec", "--no", "-c", "node --version"], {
			cwd: projectRoot,
			env: { PATH: path },
		});
		expect(stdout.trim()).toBe(process.version);
	});
});
