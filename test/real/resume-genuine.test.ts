import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../src/engine/ports/clock.ts";
import { systemProcesses } from "../../src/engine/ports/processes.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import type { Switch } from "../../src/state/model.ts";
import type { RecordedRequest } from "../support/fake-messages-api/recorded-request.ts";
import {
	type GenuineProduct,
	startGenuineProduct,
} from "../support/real-rig/start-genuine-product.ts";
import { waitFor } from "../support/wait-for.ts";

let product: GenuineProduct;
afterEach(() => product.end());

const processes = systemProcesses(systemClock);
const CONTINUE = "Continue where you left off";

const gateOf = (name: string): string => join(product.world.projectDir, name);

/** A tool that waits for a gate, as two processes, and then leaves its effect. */
const waitsFor = (gate: string, effect: string): string =>
	`[[bash:until [ -e ${gateOf(gate)} ]; do sleep 0.2; done; echo ${effect} >> effects.txt]]`;

const effects = async (): Promise<string> =>
	readFile(join(product.world.projectDir, "effects.txt"), "utf8");

const inTool = () => waitFor("a tool to run", () => product.session().turn?.toolInFlight, 60_000);

const switchesEnded = (count: number): Promise<Switch> =>
	waitFor(
		`switch ${count} to end`,
		() => product.state().switches.length >= count && product.state().switches[0],
		90_000,
	);

/** Transcripts of conversations, by their file names. */
const transcripts = async (): Promise<readonly string[]> =>
	(await readdir(join(product.world.sharedDir, "projects"), { recursive: true })).filter(
		(name) => name.endsWith(".jsonl") && !name.includes("subagents"),
	);

/** Requests of one account in that conversation. */
const turnsOf = (account: string, conversation: string | null): readonly RecordedRequest[] =>
	product.world.api
		.turns(account)
		.filter((r) => r.headers["x-claude-code-session-id"] === conversation);

const bodyOf = (request: RecordedRequest | undefined): string =>
	JSON.stringify(request?.body.messages);

test.runIf(process.platform === "linux")(
	"genuine program: killed in mid-tool and resumed under the other account, with no tool left running beside it",
	async () => {
		product = await startGenuineProduct({ kind: "token" });
		await product.addTask("job", `${waitsFor("gate", "done")} [[say:all done]]`);
		await inTool();
		const first = product.session().incarnation;
		const conversation = product.session().conversation;
		const mark = `CCL_INCARNATION=${first?.id}`;
		await waitFor(
			"the tool's processes",
			async () => (await processes.leftBehind(mark)).length > 1,
		);
		await product.switchTo("b");
		await waitFor("the switch to wait for the turn", () =>
			product.state().openSwitch?.moves.some((m) => m.step === "draining"),
		);
		process.kill(first?.pid ?? 0, "SIGKILL");
		const ended = await switchesEnded(1);
		expect(ended).toMatchObject({ from: "a", to: "b", outcome: "done" });
		expect(await processes.leftBehind(mark)).toEqual([]);
		expect(product.session()).toMatchObject({ account: "b", conversation });

		const [resumed] = turnsOf("b", conversation);
		expect(bodyOf(resumed)).toContain(CONTINUE);
		await inTool();
		await writeFile(gateOf("gate"), "");
		await product.taskDone("job");
		expect(await effects()).toBe("done\n");
		expect(await transcripts()).toHaveLength(1);
	},
);

test("genuine program: there and back again, one conversation without a break", async () => {
	product = await startGenuineProduct({ kind: "login" });
	await product.addTask("job", `${waitsFor("gate", "done")} [[say:all done]]`);
	await inTool();
	const { conversation } = product.session();
	await product.switchTo("b", { force: true });
	expect(await switchesEnded(1)).toMatchObject({ from: "a", to: "b", outcome: "done" });
	await inTool();
	await product.switchTo("a", { force: true });
	expect(await switchesEnded(2)).toMatchObject({ from: "b", to: "a", outcome: "done" });
	await inTool();
	await writeFile(gateOf("gate"), "");
	await product.taskDone("job");

	expect(product.session()).toMatchObject({ account: "a", conversation });
	expect(await effects()).toBe("done\n");
	const files = await transcripts();
	expect(files.map((name) => name.includes(`${conversation}.jsonl`))).toEqual([true]);
	expect(turnsOf("b", conversation).length).toBeGreaterThan(0);
	const last = bodyOf(turnsOf("a", conversation).at(-1));
	// What was said under either account is in the last request: nothing fell out of the conversation.
	expect(last.split(CONTINUE)).toHaveLength(3);
});

/** Homes whose program asks before it goes on with a conversation of another login. */
const asking = (policy: string) => ({
	kind: "login" as const,
	state: { cachedGrowthBookFeatures: { tengu_ticklish_moon: true } },
	// Without this variable of other tests the program heeds the flags that it has cached.
	env: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "" },
	yaml: `switch: { cross_account_resume: ${policy} }`,
});

const JOB =
	"[[bash:echo first >> effects.txt]] [[quota]] [[bash:echo second >> effects.txt]] [[say:all done]]";

test("genuine program, cross_account_resume copy: the question is answered and the work goes on in the copy", async () => {
	product = await startGenuineProduct(asking("copy"));
	await product.addTask("job", JOB);
	await waitFor("the turn", () => product.session().turn, 60_000);
	const before = product.session().conversation;
	const ended = await switchesEnded(1);
	expect(ended).toMatchObject({ from: "a", to: "b", reason: "limit", outcome: "done" });
	await product.taskDone("job");
	const { conversation, account } = product.session();
	expect(account).toBe("b");
	expect(conversation).not.toBe(before);
	expect(ended.moves[0]?.note).toContain(conversation);
	expect(await effects()).toBe("first\nsecond\n");
	const continued = turnsOf("b", conversation).filter((r) => bodyOf(r).includes(CONTINUE));
	expect(continued.length).toBeGreaterThan(0);
	// Once, although it was held while the question stood.
	expect(bodyOf(continued.at(-1)).split(CONTINUE)).toHaveLength(2);
	expect(turnsOf("b", before)).toEqual([]);
	const turns = await waitFor("the answer on disk", async () => {
		const counted = await countTurns(join(product.world.sharedDir, "projects"));
		return counted.some((turn) => turn.finished) && counted;
	});
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual([[1, true]]);
});

test("genuine program, cross_account_resume ask: a person is asked, nothing is answered, and whoever chooses gets it", async () => {
	product = await startGenuineProduct(asking("ask"));
	await product.addTask("job", JOB);
	await waitFor("the question", () => product.session().question === "owner", 90_000);
	expect(product.session()).toMatchObject({ state: "waiting", account: "b" });
	expect(product.world.api.turns("b")).toEqual([]);
	const pane = product.session().incarnation?.pane ?? "";
	for (const [key, then] of [
		["Down", "❯ Change login"],
		["Down", "❯ Copy to"],
		["Enter", "❯ Go Back"],
		["Up", "❯ Continue"],
		["Enter", "● Copied to"],
	] as const) {
		await pressUntil(pane, key, then);
	}
	expect(await switchesEnded(1)).toMatchObject({ outcome: "done" });
	await product.taskDone("job");
	expect(await effects()).toBe("first\nsecond\n");
});

/** The program ignores keys that come soon after a change of its screen: a person waits, and presses again. */
async function pressUntil(pane: string, key: string, text: string): Promise<void> {
	let due = Date.now() + 1_500;
	await waitFor(`"${text}" after ${key}`, async () => {
		const screen = await product.tmux.tmux("capture-pane", "-p", "-t", pane);
		if (screen.includes(text)) return true;
		if (Date.now() < due) return false;
		due = Date.now() + 4_000;
		await product.tmux.tmux("send-keys", "-t", pane, key);
		return false;
	});
}

test("genuine program, cross_account_resume refuse: the conversation stays with its account, and nothing of it is seen by the other", async () => {
	product = await startGenuineProduct(asking("refuse"));
	await product.addTask("job", JOB);
	await waitFor("the turn", () => product.session().turn, 60_000);
	const { conversation } = product.session();
	const ended = await switchesEnded(1);
	expect(ended.moves[0]?.note).toContain("cross_account_resume: refuse");
	const bound = { account: "a" };
	expect(product.session()).toMatchObject({ conversation, bound, task: "project.job" });
	expect(product.world.api.turns("b")).toEqual([]);
	expect(await effects()).toBe("first\n");
	expect(registered("b")).toEqual([]);
});

/** Processes that say of themselves that they run in that home. */
const registered = (account: string): readonly string[] => {
	const folder = join(product.world.homes[account] ?? "", "sessions");
	try {
		return readdirSync(folder)
			.filter((name) => name.endsWith(".json"))
			.map((name) => readFileSync(join(folder, name), "utf8"));
	} catch {
		return [];
	}
};
