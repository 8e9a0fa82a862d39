import {
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { planMigration, stampOf } from "../../../src/engine/init/migration/plan.ts";
import { runMigration } from "../../../src/engine/init/migration/run.ts";
import { ensureLinks } from "../../../src/engine/links/ensure.ts";
import type { LinkScope } from "../../../src/engine/links/scope.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { everybodyLives, nobodyLives, operatorHome } from "./operator.ts";

const STAMP = stampOf(Date.UTC(2026, 10, 23, 8, 15));
const ID = (letter: string) => `${letter.repeat(8)}-1111-4111-8111-111111111111`;

let world: ReturnType<typeof operatorHome>;
let scope: LinkScope;
const at = (path: string) => join(world.home, path);
const plan = (more: object = {}) =>
	planMigration(scope, { stamp: STAMP, isAlive: nobodyLives, ...more });

beforeEach(() => {
	world = operatorHome();
	world.login("a", "u-a");
	world.login("b", "u-b");
	scope = {
		homes: [at("a"), at("b")],
		sharedProjectsDir: at("shared/projects"),
		required: ["projects", "file-history", "session-env"],
		optional: ["tasks", "todos", "plans"],
	};
});

/** Conversations of two accounts, one of which was used much, and what belongs to them. */
function usedHomes(): readonly string[] {
	const files = [
		`projects/-srv-app/${ID("a")}.jsonl`,
		`projects/-srv-app/${ID("a")}/subagents/agent-1.jsonl`,
		`file-history/${ID("a")}/0f@v1`,
		"plans/plan one.md",
	];
	for (const file of files) world.write(`a/${file}`, `content of ${file}\n`);
	world.directory(`a/session-env/${ID("a")}`);
	world.write(`b/projects/-srv-app/${ID("b")}.jsonl`, "of b\n");
	return [...files, `projects/-srv-app/${ID("b")}.jsonl`];
}

/** Every file below the operator's home by its content; a link is followed only inside the homes. */
function contents(dir: string): string[] {
	return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
		const path = join(dir, entry.name);
		if (entry.isDirectory()) return contents(path);
		return entry.isFile() ? [readFileSync(path, "utf8")] : [];
	});
}

function expectMigrated(files: readonly string[]): void {
	for (const home of ["a", "b"]) {
		for (const name of [...scope.required, ...scope.optional]) {
			expect(readlinkSync(at(`${home}/${name}`))).toBe(at(`shared/${name}`));
		}
		for (const file of files) expect(statSync(at(`${home}/${file}`)).isFile()).toBe(true);
	}
	const leftOver = readdirSync(at("shared"), { recursive: true }).filter((name) =>
		String(name).includes("claude-failover"),
	);
	expect(leftOver).toEqual([]);
}

describe("two homes with real directories", () => {
	it("are planned step by step, with sizes, and looking changes nothing", async () => {
		usedHomes();
		const before = contents(world.home);
		const { steps, conflicts, refusals } = await plan();
		expect([conflicts, refusals]).toEqual([[], []]);
		expect(
			steps.map(({ kind, from, files }) => `${kind} ${from.replace(world.home, "~")} ${files}`),
		).toEqual([
			"move ~/a/projects 2",
			"backup ~/a/projects 0",
			"link ~/a/projects 0",
			"move ~/a/file-history 1",
			"backup ~/a/file-history 0",
			"link ~/a/file-history 0",
			"move ~/a/session-env 0",
			"backup ~/a/session-env 0",
			"link ~/a/session-env 0",
			"move ~/a/plans 1",
			"backup ~/a/plans 0",
			"link ~/a/plans 0",
			"move ~/b/projects 1",
			"backup ~/b/projects 0",
			"link ~/b/projects 0",
		]);
		expect(steps[1]?.to).toBe(at("a/projects.before-claude-failover-20261123T081500Z"));
		expect(contents(world.home)).toEqual(before);
	});

	it("share one tree afterwards, with backups, times and modes", async () => {
		const files = usedHomes();
		const transcript = at(`a/projects/-srv-app/${ID("a")}.jsonl`);
		utimesSync(transcript, 1_700_000_000, 1_700_000_000);
		const outcome = await runMigration(await plan(), { isAlive: nobodyLives });
		expect(outcome.failed).toEqual([]);
		expect((await ensureLinks(systemFiles, scope)).kind).toBe("ok");
		expectMigrated(files);
		const moved = statSync(transcript);
		expect([moved.mtimeMs, moved.mode & 0o777]).toEqual([1_700_000_000_000, 0o600]);
		expect(statSync(at("shared/projects")).mode & 0o777).toBe(0o700);
		expect(statSync(at(`shared/session-env/${ID("a")}`)).isDirectory()).toBe(true);
		const backup = at(`a/projects.before-claude-failover-${STAMP}/-srv-app/${ID("a")}.jsonl`);
		expect(readFileSync(backup, "utf8")).toBe(readFileSync(transcript, "utf8"));
	});

	it("have nothing left to do the second time, with the old plan or a new one", async () => {
		const files = usedHomes();
		const first = await plan();
		await runMigration(first, { isAlive: nobodyLives });
		const again = await runMigration(first, { isAlive: nobodyLives });
		expect([again.done, again.failed]).toEqual([[], []]);
		expect(await plan()).toEqual({ steps: [], conflicts: [], refusals: [] });
		await ensureLinks(systemFiles, scope);
		expectMigrated(files);
	});
});

/** Runs the plan and breaks off after so many steps or files. */
async function cutAfter(count: number, kind: "step" | "file"): Promise<boolean> {
	let seen = 0;
	const cut = async () => {
		seen += 1;
		if (seen === count) throw new Error("cut");
	};
	try {
		const hooks = kind === "step" ? { onStep: cut } : { onFile: cut };
		await runMigration(await plan(), { isAlive: nobodyLives, ...hooks });
		return false;
	} catch (error) {
		if (error instanceof Error && error.message === "cut") return true;
		throw error;
	}
}

describe("a migration that is interrupted", () => {
	const cuts = [
		...Array.from({ length: 15 }, (_, index) => ["step" as const, index + 1] as const),
		...Array.from({ length: 5 }, (_, index) => ["file" as const, index + 1] as const),
	];

	it.each(cuts)(
		"after %s %i has lost nothing, and is finished by running it again",
		async (kind, count) => {
			const files = usedHomes();
			const before = new Set(contents(world.home));
			expect(await cutAfter(count, kind)).toBe(true);
			expect(new Set(contents(world.home))).toEqual(before);
			const next = await plan({ stamp: "20261124T000000Z" });
			expect(next.conflicts).toEqual([]);
			expect((await runMigration(next, { isAlive: nobodyLives })).failed).toEqual([]);
			expect((await ensureLinks(systemFiles, scope)).kind).toBe("ok");
			expectMigrated(files);
			expect(new Set(contents(world.home))).toEqual(before);
		},
	);

	it("and whose home got a new directory meanwhile takes that over too", async () => {
		usedHomes();
		await cutAfter(2, "step");
		world.write(`a/projects/-srv-new/${ID("c")}.jsonl`, "new\n");
		const outcome = await runMigration(await plan(), { isAlive: nobodyLives });
		expect(outcome.failed).toEqual([]);
		expect(readFileSync(at(`shared/projects/-srv-new/${ID("c")}.jsonl`), "utf8")).toBe("new\n");
		const backups = readdirSync(at("a")).filter((name) => name.startsWith("projects.before"));
		expect(backups).toEqual([
			`projects.before-claude-failover-${STAMP}`,
			`projects.before-claude-failover-${STAMP}-2`,
		]);
	});

	it("while a file was half copied has no half file under its name", async () => {
		usedHomes();
		const name = `projects/-srv-app/${ID("a")}.jsonl`;
		world.write(`shared/${name}.claude-failover-part`, "half");
		await runMigration(await plan(), { isAlive: nobodyLives });
		expect(readFileSync(at(`shared/${name}`), "utf8")).toBe(`content of ${name}\n`);
		await ensureLinks(systemFiles, scope);
		expectMigrated([]);
	});
});

describe("two things for one place", () => {
	it("one conversation with another content in two homes: the second home is left alone, all of it", async () => {
		usedHomes();
		world.write(`b/projects/-srv-app/${ID("a")}.jsonl`, "went on here\n");
		world.write("b/plans/other.md", "plan\n");
		const { steps, conflicts } = await plan();
		expect(new Set(steps.map(({ home }) => home))).toEqual(new Set([at("a")]));
		expect(conflicts).toEqual([
			{
				home: at("b"),
				path: at(`b/projects/-srv-app/${ID("a")}.jsonl`),
				other: at(`a/projects/-srv-app/${ID("a")}.jsonl`),
				why: "both have this name and another content; keep one of them",
			},
		]);
	});

	it("one conversation under two directories", async () => {
		usedHomes();
		world.write(`shared/projects/-srv-elsewhere/${ID("b")}.jsonl`, "of b\n");
		const { conflicts } = await plan();
		expect(conflicts.map(({ other, why }) => [other, why])).toEqual([
			[
				at(`shared/projects/-srv-elsewhere/${ID("b")}.jsonl`),
				"the same conversation lies in two places; keep the one that goes on",
			],
		]);
	});

	it("the same file in both is no conflict", async () => {
		const files = usedHomes();
		world.write("a/projects/-srv-app/memory/MEMORY.md", "the same\n");
		world.write("b/projects/-srv-app/memory/MEMORY.md", "the same\n");
		world.write("shared/projects/-srv-app/memory/MEMORY.md", "the same\n");
		const planned = await plan();
		expect(planned.conflicts).toEqual([]);
		expect(planned.steps[0]).toMatchObject({ kind: "merge", files: 2 });
		expect((await runMigration(planned, { isAlive: nobodyLives })).failed).toEqual([]);
		await ensureLinks(systemFiles, scope);
		expectMigrated(files);
	});

	it.each([
		["a link", (path: string) => symlinkSync("elsewhere", path), "neither a file nor a directory"],
		[
			"a directory where the shared tree has a file",
			(path: string) => mkdirSync(path),
			"one is a directory",
		],
		[
			"a file where the shared tree has another",
			(path: string) => writeFileSync(path, "x"),
			"another content",
		],
	])("%s is left to a person", async (_, make, why) => {
		world.write("shared/projects/thing", "shared\n");
		world.directory("b/projects");
		make(at("b/projects/thing"));
		const { steps, conflicts } = await plan();
		expect(steps).toEqual([]);
		expect(conflicts.map((conflict) => conflict.why).join()).toContain(why);
	});

	it("that meet only after the plan was made: nothing is overwritten, the home keeps its own", async () => {
		usedHomes();
		const planned = await plan();
		const name = `projects/-srv-app/${ID("a")}.jsonl`;
		world.write(`shared/${name}`, "came meanwhile\n");
		const { failed } = await runMigration(planned, { isAlive: nobodyLives });
		expect(failed.map(({ step, why }) => [step.kind, why])).toEqual([
			["move", `not the same in ${at("shared/projects")}: -srv-app/${ID("a")}.jsonl`],
		]);
		expect(readFileSync(at(`shared/${name}`), "utf8")).toBe("came meanwhile\n");
		expect(readFileSync(at(`a/${name}`), "utf8")).toBe(`content of ${name}\n`);
		expect(lstatSync(at("b/projects")).isSymbolicLink()).toBe(true);
	});

	it("a transcript that grew after it was copied is not set aside", async () => {
		usedHomes();
		const grow = async (step: { readonly kind: string; readonly home: string }) => {
			if (step.kind === "move" && step.home === at("b")) {
				writeFileSync(at(`b/projects/-srv-app/${ID("b")}.jsonl`), "of b\nand more\n");
			}
		};
		const { failed } = await runMigration(await plan(), { isAlive: nobodyLives, onStep: grow });
		expect(failed.map(({ step }) => [step.kind, step.home])).toEqual([["backup", at("b")]]);
		expect(failed[0]?.why).not.toContain("while it was set aside");
		expect(readFileSync(at(`b/projects/-srv-app/${ID("b")}.jsonl`), "utf8")).toContain("and more");
	});
});

describe("a home that nothing may be done with", () => {
	it("runs claude: it is named with the pid, and the other home goes on", async () => {
		usedHomes();
		world.session("a", 4711, { procStart: "9" });
		const { steps, refusals } = await plan({ isAlive: everybodyLives });
		expect(new Set(steps.map(({ home }) => home))).toEqual(new Set([at("b")]));
		expect(refusals).toEqual([
			{
				home: at("a"),
				why: `${at("a")} is in use: claude runs with it (pid 4711).`,
				remedy: "End those sessions, then run this again.",
			},
		]);
	});

	it("got a claude after the plan was made", async () => {
		usedHomes();
		const planned = await plan();
		world.session("a", 4711);
		const { failed } = await runMigration(planned, { isAlive: everybodyLives });
		expect(failed.map(({ why }) => why)).toEqual([`claude was started with ${at("a")} (pid 4711)`]);
		expect(lstatSync(at("a/projects")).isDirectory()).toBe(true);
	});

	it("has a required link to elsewhere: it is told, never corrected", async () => {
		usedHomes();
		world.directory("old");
		symlinkSync(at("old"), at("b/file-history"));
		const { steps, refusals } = await plan();
		expect(steps.some(({ home }) => home === at("b"))).toBe(false);
		expect(refusals).toMatchObject([{ home: at("b"), why: expect.stringContaining("ln -sfn") }]);
	});

	it("has an optional link to elsewhere: that is told, and the rest is done", async () => {
		usedHomes();
		world.directory("old");
		symlinkSync(at("old"), at("b/todos"));
		const { steps, refusals } = await plan();
		expect(steps.some(({ home }) => home === at("b"))).toBe(true);
		expect(refusals).toHaveLength(1);
	});

	it("would not fit on the disk", async () => {
		usedHomes();
		const { steps, refusals } = await plan({ freeBytes: async () => 100 * 1024 * 1024 });
		expect(steps).toEqual([]);
		expect(refusals.map(({ home }) => home)).toEqual([at("a"), at("b")]);
		expect(refusals[0]?.why).toContain("has room for 100 MiB; the copy needs 201 MiB");
	});
});
