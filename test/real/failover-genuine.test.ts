import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadConfigText } from "../../src/engine/config/load.ts";
import { type Engine, startEngine } from "../../src/engine/engine.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import type { Session, State } from "../../src/state/model.ts";
import { type PrivateTmux, privateTmux } from "../support/private-tmux.ts";
import { cleanEnv } from "../support/real-rig/clean-env.ts";
import {
	type GenuineWorld,
	startGenuineWorld,
	type WorldAccount,
} from "../support/real-rig/start-genuine-world.ts";
import { waitFor } from "../support/wait-for.ts";

let world: GenuineWorld;
let tmux: PrivateTmux;
let engine: Engine;

afterEach(async () => {
	const pids = (await tmux.tmux("list-panes", "-a", "-F", "#{pane_pid}")).split("\n").map(Number);
	await engine.stop("the test is over");
	await tmux.end();
	await waitFor("the program to be gone", () => pids.every((pid) => !isAlive(pid)));
	await world.cleanup();
});

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

async function startProduct(kind: "token" | "login"): Promise<void> {
	const accounts: readonly WorldAccount[] = [
		{ name: "a", kind },
		{ name: "b", kind },
	];
	world = await startGenuineWorld({ accounts, units: 1000 });
	tmux = privateTmux();
	const env = { ...cleanEnv(world.root), XDG_STATE_HOME: world.root, XDG_RUNTIME_DIR: world.root };
	const file = join(world.root, "config.yaml");
	const loaded = loadConfigText(configYaml(kind), file, { env, home: world.root });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	const started = await startEngine({
		config: loaded.config,
		environment: env,
		version: "test",
		demo: false,
		tmuxConfig: "/dev/null",
	});
	if (started.kind !== "started") throw new Error(JSON.stringify(started));
	engine = started.engine;
}

function configYaml(kind: "token" | "login"): string {
	const account = (name: string, priority: number): string => {
		const token = `kind: oauth_token, token_file: ${world.tokenFile(name)},`;
		const env = JSON.stringify(world.accountEnv(name));
		return `  - { name: ${name}, home: ${world.homes[name]}, priority: ${priority}, ${kind === "token" ? token : ""} env: ${env} }`;
	};
	return `accounts:
${account("a", 1)}
${account("b", 2)}
pool:
  shared_projects_dir: ${join(world.sharedDir, "projects")}
  autonomous: { prefix: ccl-auto-, first: 11, min: 1, max: 1 }
projects:
  - { path: ${world.projectDir}, trusted: true }
claude: { path: ${world.claudePath}, model: sonnet, permission_mode: bypassPermissions }
tmux: { socket: ${tmux.socket} }
`;
}

const state = (): State => engine.client.store.getState().state;

function session(): Session {
	const only = state().sessions["ccl-auto-11"];
	if (only === undefined) throw new Error("the session is not there");
	return only;
}

async function addTask(name: string, text: string): Promise<void> {
	const inbox = join(world.projectDir, ".agent-queue", "inbox");
	await mkdir(inbox, { recursive: true });
	await writeFile(join(inbox, `${name}.tmp`), text);
	await rename(join(inbox, `${name}.tmp`), join(inbox, `${name}.md`));
}

const taskDone = (id: string) =>
	waitFor(`task ${id}`, () => state().tasks[id]?.state === "done", 90_000);

/** Text of all tool results in a request to the model. */
function toolResults(body: unknown): string {
	const { messages } = body as { readonly messages: readonly { readonly content: unknown }[] };
	const blocks = messages.flatMap((m) => (Array.isArray(m.content) ? m.content : []));
	return JSON.stringify(
		blocks.filter((block: { readonly type?: string }) => block.type === "tool_result"),
	);
}

for (const kind of ["token", "login"] as const) {
	test(`genuine program, ${kind} accounts: after a quota limit behind a tool result the work goes on under the other account, with the tool results and the same conversation`, async () => {
		await startProduct(kind);
		await addTask(
			"job",
			"[[bash:echo first >> effects.txt; echo result-of-the-tool]] [[quota]] [[bash:echo second >> effects.txt]] [[say:all done]]",
		);
		await waitFor("the turn to begin", () => session().turn, 60_000);
		const { conversation } = session();
		const ended = await waitFor("the switch to end", () => state().switches[0], 90_000);
		expect(ended).toMatchObject({ from: "a", to: "b", reason: "limit", outcome: "done" });
		await taskDone("project.job");

		const [first] = world.api.turns("b");
		expect(toolResults(first?.body)).toContain("result-of-the-tool");
		expect(session()).toMatchObject({ account: "b", conversation });
		expect(await readFile(join(world.projectDir, "effects.txt"), "utf8")).toBe("first\nsecond\n");
		// The program writes its last answer to disk a moment after its Stop hook.
		const turns = await waitFor("the answer on disk", async () => {
			const counted = await countTurns(join(world.sharedDir, "projects"));
			return counted.some((turn) => turn.finished) && counted;
		});
		expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual([[1, true]]);
	});
}

test("genuine program: readings are attributed to the account that gave them, and the threshold moves an idle session without a prompt", async () => {
	await startProduct("token");
	await addTask("one", "[[say:hello]]");
	await taskDone("project.one");
	await waitFor("a reading of a", () => state().accounts["a"]?.windows["five_hour"]);
	expect(state().accounts["b"]?.windows).toEqual({});
	world.api.setUsage("a", 920);
	await addTask("two", "[[say:hello again]]");
	await taskDone("project.two");
	const { conversation } = session();
	const ended = await waitFor("the switch to end", () => state().switches[0], 90_000);
	expect(ended).toMatchObject({ from: "a", to: "b", reason: "threshold", outcome: "done" });
	expect(session()).toMatchObject({ account: "b", conversation });
	const ofConversation = world.api
		.turns("b")
		.filter((r) => r.headers["x-claude-code-session-id"] === conversation);
	expect(ofConversation).toEqual([]);
	await addTask("three", "[[say:hello from b]]");
	await taskDone("project.three");
	// An idle session tells its windows again every 30 s.
	await waitFor("a reading of b", () => state().accounts["b"]?.windows["five_hour"], 90_000);
	expect(state().accounts["a"]?.windows["five_hour"]?.usedRatio).toBeCloseTo(0.92, 1);
	expect(state().accounts["b"]?.windows["five_hour"]?.usedRatio).toBeLessThan(0.1);
});
