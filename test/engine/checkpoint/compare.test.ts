import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseNumstat } from "../../../src/engine/checkpoint/git-between.ts";
import { localCheckpoints } from "../../../src/engine/checkpoint/local-checkpoints.ts";
import type { Checkpoints } from "../../../src/state/checkpoint-client.ts";
import type { CheckpointComparison } from "../../../src/state/checkpoint-comparison.ts";
import { sample } from "../facts/rig.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

const CONVERSATION = "cccc3333-3333-4333-8333-333333333333";
let rig: PoolRig;
let checkpoints: Checkpoints;

beforeEach(async () => {
	rig = poolRig();
	checkpoints = localCheckpoints(rig.parts, rig.pool);
	await rig.up("ccl-0", { conversation: CONVERSATION });
});
afterEach(() => rig.parts.recorder.close());

function git(...args: readonly string[]): string {
	const who = ["-c", "user.name=t", "-c", "user.email=t@example.test"];
	const all = ["-C", rig.projects.app, ...who, ...args];
	return execFileSync("git", all, { encoding: "utf8" }).trim();
}

function write(name: string, text: string): void {
	writeFileSync(join(rig.projects.app, name), text);
}

function commit(name: string, text: string, title: string): void {
	write(name, text);
	git("add", name);
	git("commit", "-qm", title);
}

async function taken(): Promise<string> {
	rig.clock.jump(5_000);
	const reply = await checkpoints.take("ccl-0");
	if (reply.kind !== "taken") throw new Error(reply.why);
	return reply.checkpoint.id;
}

async function compared(id: string): Promise<CheckpointComparison> {
	const reply = await checkpoints.compare(id);
	if (reply.kind !== "compared") throw new Error(reply.why);
	return reply.comparison;
}

describe("a checkpoint against what there is now", () => {
	test("tells the commits that were made, and each file that differs with its lines", async () => {
		git("init", "-q");
		commit("a.txt", "one\ntwo\n", "begin");
		const id = await taken();
		commit("a.txt", "one\nthree\nfour\n", "go on");
		write("new.txt", "x\n");
		write("a.txt", "one\nthree\nfour\nfive\n");
		const { commits, files, repository } = await compared(id);
		expect(commits).toEqual({
			made: 1,
			gone: 0,
			newest: [`${git("rev-parse", "--short", "HEAD")} go on`],
		});
		expect(files).toEqual({
			changed: [{ name: "a.txt", added: 3, removed: 1 }],
			count: 1,
			complete: true,
		});
		expect(repository).toMatchObject({
			head: git("rev-parse", "HEAD"),
			dirty: ["a.txt", "new.txt"],
		});
	});

	test("says of commits of then that they are gone from the branch", async () => {
		git("init", "-q");
		commit("a.txt", "1\n", "begin");
		commit("a.txt", "2\n", "a wrong way");
		const id = await taken();
		git("reset", "-q", "--hard", "HEAD~1");
		expect((await compared(id)).commits).toEqual({ made: 0, gone: 1, newest: [] });
	});

	test("claims nothing of a commit that is no longer in the repository", async () => {
		git("init", "-q");
		commit("a.txt", "1\n", "begin");
		const id = await taken();
		rmSync(join(rig.projects.app, ".git"), { recursive: true });
		git("init", "-q");
		commit("b.txt", "1\n", "another history");
		expect(await compared(id)).toMatchObject({ commits: null, files: null, repository: {} });
	});

	test("claims nothing of files where there is no repository", async () => {
		const id = await taken();
		const made = await compared(id);
		expect([made.repository, made.commits, made.files]).toEqual([null, null, null]);
	});

	test("tells how large the transcript is now", async () => {
		const id = await taken();
		expect((await compared(id)).transcriptBytes).toBeNull();
		rig.transcript(CONVERSATION, sample("transcript/user-string.json"));
		expect((await compared(id)).transcriptBytes).toBeGreaterThan(0);
	});

	test("holds no secret that stands in the title of a commit", async () => {
		git("init", "-q");
		commit("a.txt", "1\n", "begin");
		const id = await taken();
		commit("a.txt", "2\n", "use sk-ant-oat01-abcdefghijkl");
		expect((await compared(id)).commits?.newest[0]).toMatch(/ use \[secret\]$/);
	});

	test("starts no program that the repository names", async () => {
		git("init", "-q");
		commit("a.txt", "1\n", "begin");
		const id = await taken();
		const mark = join(rig.projects.app, "started");
		const program = join(rig.projects.app, "program.sh");
		writeFileSync(program, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
		for (const key of ["diff.external", "diff.x.textconv", "core.fsmonitor"])
			git("config", key, program);
		write(".gitattributes", "*.txt diff=x\n");
		write("a.txt", "2\n");
		expect((await compared(id)).files?.changed).toEqual([{ name: "a.txt", added: 1, removed: 1 }]);
		expect((await compared(id)).repository?.dirty).not.toContain("started");
	});

	test("is refused where the checkpoint is not there, or was changed", async () => {
		expect(await checkpoints.compare("nobody")).toMatchObject({
			kind: "refused",
			why: "there is no checkpoint nobody",
		});
		const id = await taken();
		const file = rig.parts.recorder.state().checkpoints[0]?.file ?? "";
		writeFileSync(file, "{}");
		expect(await checkpoints.compare(id)).toMatchObject({ kind: "refused" });
	});
});

describe("the numbers of lines that git tells", () => {
	test("are read by name, also of what is no text and of names with blanks and breaks", () => {
		const output = "1\t2\ta b\0-\t-\tlogo.png\x003\t0\tnew\nline\0";
		expect(parseNumstat(output, true)).toEqual({
			changed: [
				{ name: "a b", added: 1, removed: 2 },
				{ name: "logo.png", added: null, removed: null },
				{ name: "new\nline", added: 3, removed: 0 },
			],
			count: 3,
			complete: true,
		});
	});

	test("that were cut, or are too many, say so", () => {
		const many = Array.from({ length: 300 }, (_, n) => `1\t1\tfile-${n}\0`).join("");
		expect(parseNumstat(many, true)).toMatchObject({ count: 300, complete: false });
		expect(parseNumstat("1\t1\ta\x001\t1\thalf", false)).toMatchObject({
			changed: [{ name: "a" }],
			complete: false,
		});
	});
});
