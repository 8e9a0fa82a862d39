import { existsSync } from "node:fs";
import { join } from "node:path";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { type Asker, askerOf, newClient } from "../engine/control/mcp/asker.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { waitFor } from "../support/wait-for.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");
const INSPECTOR = join(import.meta.dirname, "inspector/node_modules/.bin/mcp-inspector");

let stage: Stage;
let daemon: Daemon | null;

async function begin(yaml = ""): Promise<void> {
	stage = await setStage({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 1,
		autonomous: 1,
		yaml,
	});
	daemon = await startDaemon(stage);
	await waitFor("all sessions to be idle", async () =>
		(await daemon?.status())?.sessions.every((s) => s.state === "idle"),
	);
}

const TRIGGER = "mcp_http: { enable_trigger: true }";

beforeEach(() => {
	daemon = null;
});
afterEach(async () => {
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

/** What an MCP client is told to start. */
const words = (...more: readonly string[]) => [
	PROGRAM,
	"mcp",
	"--config",
	stage.configFile,
	...more,
];

const environment = (): Record<string, string> =>
	Object.fromEntries(
		Object.entries(stage.environment).flatMap(([name, value]) => (value ? [[name, value]] : [])),
	);

async function attach(era: "legacy" | "modern" = "legacy"): Promise<Asker> {
	const command = { command: process.execPath, args: words(), env: environment() };
	const client = newClient(era);
	await client.connect(new StdioClientTransport({ ...command, cwd: stage.project }));
	return askerOf(client);
}

describe("a client of the SDK", () => {
	test("plans a switch, runs exactly that plan, and sees the sessions arrive", async () => {
		await begin(TRIGGER);
		await using asker = await attach();
		const { view: planned } = await asker.call("plan_switch", { to: "b" });
		expect(planned.plan).toMatchObject({ from: "a", to: "b", runnable: true });
		const { view: run } = await asker.call("force_switch", { planId: planned.plan.id });
		expect(run).toMatchObject({ switchId: planned.plan.id, plan: planned.plan });
		await waitFor("all to be on b", async () => {
			const { view } = await asker.call("list_sessions");
			return view.sessions.every((s: { account: string }) => s.account === "b");
		});
		const again = await asker.call("force_switch", { planId: planned.plan.id });
		expect(again.error).toContain("this plan is not known; make a new plan");
	});

	test("is refused a plan when a session has left since", async () => {
		await begin(TRIGGER);
		await using asker = await attach();
		const { view } = await asker.call("plan_switch", { to: "b" });
		await ccf(stage.environment, "switch", "--to", "b", "--session", "ccl-0", "--yes");
		const { error } = await asker.call("force_switch", { planId: view.plan.id });
		expect(error).toContain("force_switch was refused");
		expect(error).toContain("ccl-0");
	});

	test("pauses, adds a task in the project it stands in, resumes, and the task is done", async () => {
		await begin(TRIGGER);
		await using asker = await attach("modern");
		expect((await asker.call("pause_dispatch")).view.dispatch.paused).toBe(true);
		const added = await asker.call("add_task", { title: "A job", text: "[[say:done]]" });
		expect(added.view.task).toMatchObject({ id: "app.a-job", state: "waiting" });
		const { view } = await asker.call("take_checkpoint", { session: "ccl-0" });
		expect(view.checkpoint.session).toBe("ccl-0");
		expect((await asker.call("resume_dispatch")).view.dispatch.paused).toBe(false);
		await waitFor("the task to be done", async () => {
			const queue = await asker.call("list_queue", { state: "done" });
			return queue.view.tasks.some((task: { id: string }) => task.id === "app.a-job");
		});
	});

	test("goes on when the daemon was killed and is started again", async () => {
		await begin();
		await using asker = await attach();
		await daemon?.end("SIGKILL");
		await waitFor("the link to be lost", async () => (await asker.call("get_status")).error);
		const { error } = await asker.call("get_status");
		expect(error).toContain("the daemon has not answered since");
		daemon = await startDaemon(stage);
		const pid = daemon.child.pid;
		await waitFor("the new daemon to answer", async () => {
			return (await asker.call("get_status")).view?.engine.pid === pid;
		});
	});
});

/** The MCP Inspector, as somebody uses it who wonders what a server can do. */
async function inspect(...more: readonly string[]) {
	if (!existsSync(INSPECTOR)) {
		throw new Error("the Inspector is not installed: node test/e2e/inspector/install.mjs");
	}
	const server = [process.execPath, ...words()];
	// Like most clients it hands on little of its own environment.
	const told = ["XDG_RUNTIME_DIR", "XDG_STATE_HOME"].flatMap((name) => [
		"-e",
		`${name}=${stage.root}`,
	]);
	const { exitCode, stdout, stderr } = await execa(
		process.execPath,
		[INSPECTOR, "--cli", ...more, ...told, "--", ...server],
		{ env: environment(), extendEnv: false, reject: false, stdin: "ignore" },
	);
	return { code: exitCode, out: stdout, err: stderr };
}

describe("the MCP Inspector", () => {
	test("finds nothing to object to in the tools, and looks with them", async () => {
		await begin(TRIGGER);
		const listed = await inspect("--method", "tools/list", "--strict");
		expect([listed.code, listed.err]).toEqual([0, ""]);
		const { tools } = JSON.parse(listed.out);
		expect(tools).toHaveLength(11);
		const called = await inspect("--method", "tools/call", "--tool-name", "get_status");
		expect(JSON.parse(called.out).structuredContent).toMatchObject({ active: "a" });
		const read = await inspect("--method", "resources/read", "--uri", "failover://status");
		expect(JSON.parse(JSON.parse(read.out).contents[0].text)).toMatchObject({ active: "a" });
	});

	test("finds nothing that acts where the configuration does not let it", async () => {
		await begin();
		const refused = await inspect("--method", "tools/call", "--tool-name", "pause_dispatch");
		expect(refused.err).toContain("Tool 'pause_dispatch' not found");
		expect((await daemon?.status())?.dispatch.paused).toBe(false);
	});
});
