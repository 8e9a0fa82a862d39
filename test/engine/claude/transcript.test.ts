import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
	findTranscript,
	projectSlug,
	readAllLines,
	readLines,
	turnsOf,
} from "../../../src/engine/claude/transcript.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { sampleLine, scratch } from "./support.ts";

test("slugs are as the program makes them", () => {
	expect(projectSlug("/home/op/projects/p1")).toBe("-home-op-projects-p1");
	expect(projectSlug("/tmp/cx/ünï-日本")).toBe("-tmp-cx--n----");
	expect(projectSlug("/tmp/cx/e🧵e")).toBe("-tmp-cx-e--e");
	const ascii = `/tmp/cx/${"a".repeat(90)}/${"b".repeat(90)}/${"c".repeat(90)}`;
	const cut = `-tmp-cx-${"a".repeat(90)}-${"b".repeat(90)}-${"c".repeat(10)}`;
	expect(projectSlug(ascii)).toBe(`${cut}-x74d2r`);
	const accents = `/tmp/cx/L/${"é".repeat(90)}/${"x".repeat(120)}`;
	expect(projectSlug(accents)).toBe(`-tmp-cx-L-${"-".repeat(91)}${"x".repeat(99)}-yewm3d`);
});

test("a conversation is found in any folder, the newest of several", async () => {
	const projects = scratch();
	const id = "aaaa1111-1111-4111-8111-111111111111";
	expect(await findTranscript(systemFiles, join(projects, "none"), id)).toBeNull();
	for (const slug of ["-a", "-b"]) mkdirSync(join(projects, slug));
	writeFileSync(join(projects, "stray"), "");
	mkdirSync(join(projects, "-a", `${id}.jsonl`));
	expect(await findTranscript(systemFiles, projects, id)).toBeNull();
	writeFileSync(join(projects, "-b", `${id}.jsonl`), "");
	expect(await findTranscript(systemFiles, projects, id)).toBe(join(projects, "-b", `${id}.jsonl`));
	mkdirSync(join(projects, "-c"));
	writeFileSync(join(projects, "-c", `${id}.jsonl`), "");
	utimesSync(join(projects, "-c", `${id}.jsonl`), 1, 1);
	expect(await findTranscript(systemFiles, projects, id)).toBe(join(projects, "-b", `${id}.jsonl`));
	expect(await findTranscript(systemFiles, projects, `../-b/${id}`)).toBeNull();
});

test("lines are read on from the last complete one", async () => {
	const path = join(scratch(), "t.jsonl");
	expect(await readLines(systemFiles, path, 0)).toEqual({ lines: [], offset: 0, more: false });
	writeFileSync(path, '{"a":1}\n{"b":"日');
	const first = await readLines(systemFiles, path, 0);
	expect(first).toEqual({ lines: [{ a: 1 }], offset: 8, more: true });
	expect(await readLines(systemFiles, path, first.offset)).toEqual({
		lines: [],
		offset: 8,
		more: false,
	});
	appendFileSync(path, '"}\nnonsense\n[1]\n{"type":"api-request-blob","x":1}\n{"c":3}\n');
	const second = await readLines(systemFiles, path, first.offset);
	expect(second.lines).toEqual([{ b: "日" }, { c: 3 }]);
	expect(await readLines(systemFiles, path, second.offset)).toMatchObject({
		lines: [],
		offset: second.offset,
	});
});

test("a file that was replaced by a shorter one is read from its start", async () => {
	const path = join(scratch(), "t.jsonl");
	writeFileSync(path, '{"a":1}\n');
	expect(await readLines(systemFiles, path, 500)).toEqual({
		lines: [{ a: 1 }],
		offset: 8,
		more: false,
	});
});

test("a long file comes in several reads, a line longer than one read comes whole", async () => {
	const path = join(scratch(), "t.jsonl");
	const big = JSON.stringify({ big: "x".repeat(20 * 1024 * 1024) });
	const row = `${JSON.stringify({ n: "y".repeat(1000) })}\n`;
	writeFileSync(path, `${big}\n${row.repeat(10_000)}`);
	let offset = 0;
	let count = 0;
	for (let more = true; more; ) {
		const read = await readLines(systemFiles, path, offset);
		({ offset, more } = read);
		count += read.lines.length;
	}
	expect(count).toBe(10_001);
});

test("a transcript of many megabytes is read to its end, but for a half-written last line", async () => {
	const path = join(scratch(), "long.jsonl");
	const long = `${JSON.stringify({ pad: "x".repeat(1024 * 1024) })}\n`;
	writeFileSync(path, `${long.repeat(17)}{"last":true}\n{"half`);
	const lines = await readAllLines(systemFiles, path);
	expect(lines).toHaveLength(18);
	expect(lines.at(-1)).toEqual({ last: true });
});

let serial = 0;
const uuid = (): string => `uuid-${serial++}`;
const prompt = (content: string) =>
	sampleLine("user-string", { uuid: uuid(), message: { content } });
const toolUse = () => sampleLine("assistant-tool_use", { uuid: uuid() });
const toolResult = () => sampleLine("user-tool_result", { uuid: uuid() });
const done = () => sampleLine("assistant-text", { uuid: uuid() });
const failed = () => sampleLine("assistant-text-apierror-rate_limit", { uuid: uuid() });
const interrupted = () => sampleLine("user-text", { uuid: uuid() });
const turn = (nonce: string, acceptedCount: number, finished: boolean, cut: boolean) => ({
	nonce,
	acceptedCount,
	finished,
	cut,
});

test("a turn with tools that was answered is finished", () => {
	expect(turnsOf([prompt("do ccl:p.task-1:1 now"), toolUse(), toolResult(), done()])).toEqual([
		turn("ccl:p.task-1:1", 1, true, false),
	]);
});

test("a turn still at work is neither finished nor cut", () => {
	expect(turnsOf([prompt("ccl:a:1"), toolUse(), toolResult()])).toEqual([
		turn("ccl:a:1", 1, false, false),
	]);
});

test("a turn cut by a limit is finished by the answer to its continuation", () => {
	const lines = [prompt("ccl:a:1"), toolUse(), failed()];
	expect(turnsOf(lines)).toEqual([turn("ccl:a:1", 1, false, true)]);
	expect(turnsOf([...lines, prompt("Continue where you left off."), done()])).toEqual([
		turn("ccl:a:1", 1, true, true),
	]);
});

test("a turn without an answer before the next nonce is lost", () => {
	expect(turnsOf([prompt("ccl:a:1"), prompt("ccl:a:2"), done()])).toEqual([
		turn("ccl:a:1", 1, false, true),
		turn("ccl:a:2", 1, true, false),
	]);
});

test("the same nonce accepted twice counts twice, the same line twice counts once", () => {
	const first = prompt("ccl:a:1");
	expect(turnsOf([first, first, done()])).toEqual([turn("ccl:a:1", 1, true, false)]);
	expect(turnsOf([first, done(), prompt("ccl:a:1"), done()])).toEqual([
		turn("ccl:a:1", 2, true, false),
	]);
});

test("an interruption cuts, and a made-up answer finishes nothing", () => {
	const madeUp = sampleLine("assistant-text", {
		uuid: uuid(),
		message: { model: "<synthetic>", stop_reason: "end_turn", content: [] },
	});
	expect(turnsOf([prompt("ccl:a:1"), interrupted(), madeUp])).toEqual([
		turn("ccl:a:1", 1, false, true),
	]);
});

test("nonces that nobody submitted are no turns", () => {
	const quoted = [{ type: "tool_result", content: "ccl:a:1" }];
	expect(
		turnsOf([
			done(),
			{ ...toolResult(), message: { content: quoted } },
			{ ...prompt("ccl:a:1"), isMeta: true },
			{ ...prompt("ccl:a:1"), isCompactSummary: true },
			{ ...prompt("ccl:a:1"), isSidechain: true },
			{ ...done(), message: { model: "opus", content: "ccl:a:1", stop_reason: "end_turn" } },
			sampleLine("queue-operation", { content: "ccl:a:1" }),
		]),
	).toEqual([]);
});

test("a failure after the final answer does not undo it", () => {
	expect(turnsOf([prompt("ccl:a:1"), done(), failed()])).toEqual([turn("ccl:a:1", 1, true, false)]);
});
