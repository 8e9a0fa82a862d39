import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { capabilitiesOf } from "../../../src/engine/claude/capabilities.ts";
import {
	readHomeSettings,
	readIdentity,
	readProgramVersion,
} from "../../../src/engine/claude/home.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { scratch, script } from "./support.ts";

function home(claudeJson: unknown): string {
	const root = scratch();
	const text = typeof claudeJson === "string" ? claudeJson : JSON.stringify(claudeJson);
	writeFileSync(join(root, ".claude.json"), text);
	return root;
}

test("a home that was logged in and set up tells whose it is", async () => {
	const identity = await readIdentity(
		systemFiles,
		home({
			oauthAccount: { accountUuid: "a", organizationUuid: "o", emailAddress: "op@example.org" },
			hasCompletedOnboarding: true,
			customApiKeyResponses: { approved: ["x"] },
		}),
	);
	expect(identity).toMatchObject({
		accountUuid: "a",
		organizationUuid: "o",
		email: "op@example.org",
		onboarded: true,
		apiKeyApproved: true,
	});
});

test.each<[string, unknown]>([
	["an empty one", {}],
	["a half-written one", '{"oauthAccount":{"acc'],
	["one of odd types", { oauthAccount: 7, projects: [], hasCompletedOnboarding: "yes" }],
	["one that is no object", "[]"],
])("%s belongs to nobody and trusts nothing", async (_name, content) => {
	const identity = await readIdentity(systemFiles, home(content));
	expect(identity).toMatchObject({ accountUuid: null, email: null, onboarded: false });
	expect(await identity.trusts("/srv/app")).toBe(false);
});

test("a missing file is an unknown owner", async () => {
	expect((await readIdentity(systemFiles, scratch())).accountUuid).toBeNull();
});

test("trust covers folders below, but does not reach into a repository", async () => {
	const root = scratch();
	const plain = join(root, "plain", "deep");
	const inside = join(root, "repo", "src");
	for (const folder of [plain, inside, join(root, "repo", ".git")]) {
		mkdirSync(folder, { recursive: true });
	}
	const trusting = (project: string) =>
		readIdentity(systemFiles, home({ projects: { [project]: { hasTrustDialogAccepted: true } } }));
	const all = await trusting(root);
	expect(await Promise.all([plain, root].map(all.trusts))).toEqual([true, true]);
	expect(await Promise.all([inside, join(root, "repo"), "/"].map(all.trusts))).toEqual([
		false,
		false,
		false,
	]);
	expect(await (await trusting(join(root, "repo"))).trusts(inside)).toBe(true);
	const refused = home({ projects: { [root]: { hasTrustDialogAccepted: false } } });
	expect(await (await readIdentity(systemFiles, refused)).trusts(root)).toBe(false);
});

test("the user's own settings are read for what concerns us", async () => {
	const root = scratch();
	expect(await readHomeSettings(systemFiles, root)).toEqual({
		statusLine: null,
		cleanupPeriodDays: null,
		envNames: [],
		apiKeyHelper: false,
	});
	const settings = {
		statusLine: { type: "command", command: "my-line --x" },
		cleanupPeriodDays: 30,
		env: { B: "1", ANTHROPIC_BASE_URL: "secret" },
		apiKeyHelper: "my-key",
	};
	writeFileSync(join(root, "settings.json"), JSON.stringify(settings));
	expect(await readHomeSettings(systemFiles, root)).toEqual({
		statusLine: "my-line --x",
		cleanupPeriodDays: 30,
		envNames: ["ANTHROPIC_BASE_URL", "B"],
		apiKeyHelper: true,
	});
});

test("the program tells its version, and what is proven of it", async () => {
	const root = scratch();
	const version = (body: string) => readProgramVersion(script(join(root, "claude"), body));
	expect(await version("echo '2.1.330 (Claude Code)'")).toBe("2.1.330");
	expect(await version("echo hello")).toBeNull();
	expect(await version("echo 2.1.330; exit 1")).toBeNull();
	expect(await readProgramVersion(join(root, "none"))).toBeNull();
});

test("a new version warns and is used all the same", () => {
	expect(capabilitiesOf("2.1.330")).toMatchObject({ warning: null, assumed: [] });
	for (const version of ["2.2.0", null]) {
		const capabilities = capabilitiesOf(version);
		expect(capabilities.trust("transcript-limit")).toBe("assumed");
		expect(capabilities.warning).toContain(version ?? "could not be read");
		expect(capabilities.assumed.every(({ without }) => without !== "")).toBe(true);
	}
});
