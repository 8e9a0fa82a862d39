import { join } from "node:path";
import { defineConfig } from "vitest/config";

process.env.NODE_ENV = "test";

const { CCL_TEST_REPORT_DIR: reportDir, CCL_TEST_SUITE: suite = "all" } = process.env;

const report = reportDir
	? {
			reporters: ["default", "json"],
			outputFile: { json: join(reportDir, `${suite}.json`) },
		}
	: {};

interface Suite {
	name: string;
	include: string[];
	exclude?: string[];
	testTimeout?: number;
	hookTimeout?: number;
	fileParallelism?: boolean;
}

const project = (suite: Suite) => ({
	extends: true as const,
	test: { ...suite, exclude: ["**/node_modules/**", ...(suite.exclude ?? [])] },
});

const slow = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
	test: {
		...report,
		globals: false,
		environment: "node",
		pool: "forks",
		maxWorkers: 2,
		testTimeout: 30_000,
		hookTimeout: 30_000,
		globalSetup: ["test/setup/global.ts"],
		setupFiles: ["test/setup/sandbox.ts"],
		projects: [
			project({
				name: "unit",
				include: ["test/**/*.test.{ts,tsx}"],
				exclude: ["test/e2e/**", "test/real/**", "test/simulation/*.test.ts", "**/fixtures/**"],
			}),
			project({ name: "simulation", include: ["test/simulation/*.test.ts"], ...slow }),
			project({ name: "e2e", include: ["test/e2e/**/*.test.{ts,tsx}"], ...slow }),
			project({
				name: "real",
				include: ["test/real/**/*.test.{ts,tsx}"],
				...slow,
				fileParallelism: false,
			}),
		],
	},
});
