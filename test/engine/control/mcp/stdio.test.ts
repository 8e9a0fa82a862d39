import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlServer, serveControl } from "../../../../src/engine/control/server.ts";
import { controlSocket } from "../../../../src/ui/cli/io.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { freshEnv } from "../../../ui/cli/run-cli.ts";
import { type Fixture, seededFixture, verdict } from "../fixture-client.ts";
import { type Asker, askerOf, newClient } from "./asker.ts";

const MAIN = join(import.meta.dirname, "../../../../src/main.ts");

let env: Record<string, string>;
let fixture: Fixture;
let server: ControlServer;

const serve = (): Promise<ControlServer> => {
	const { client, now } = fixture;
	const socketPath = controlSocket({ env, home: env["HOME"] ?? "" });
	return serveControl({ client, socketPath, version: "9.9.9", pid: 1, now });
};

function configure(trigger: boolean): void {
	const folder = join(env["XDG_CONFIG_HOME"] ?? "", "claude-failover");
	mkdirSync(folder, { recursive: true });
	const pool = "pool: { shared_projects_dir: ~/projects }";
	const accounts = "accounts: [{ name: main, home: ~/main }]";
	const gate = `mcp_http: { enable_trigger: ${trigger} }`;
	writeFileSync(join(folder, "config.yaml"), [accounts, pool, gate, ""].join("\n"));
}

async function start(
	words: readonly string[] = [],
	era: "legacy" | "modern" = "legacy",
): Promise<Asker & { readonly transport: StdioClientTransport }> {
	const args = ["--no-warnings", MAIN, ...words, "mcp"];
	const options = { command: process.execPath, args, env, cwd: env["HOME"] ?? "" };
	const transport = new StdioClientTransport({ ...options, stderr: "pipe" });
	const client = newClient(era);
	await client.connect(transport);
	return { ...askerOf(client), transport };
}

beforeEach(async () => {
	env = Object.fromEntries(
		Object.entries(freshEnv()).flatMap(([name, value]) => (value ? [[name, value]] : [])),
	);
	fixture = seededFixture();
	server = await serve();
});
afterEach(() => server.close());

describe.each(["legacy", "modern"] as const)("a client of the %s protocol", (era) => {
	test("looks through the program at the daemon", async () => {
		await using asker = await start([], era);
		const { view, error } = await asker.call("get_status");
		expect([error, view.active, view.sessions.length]).toEqual([null, "main", 2]);
		expect((await asker.call("explain_decision")).error).toBeNull();
		expect((await asker.call("plan_switch", { to: "backup" })).view.plan.id).toBe("plan-1");
	});

	test("acts where the configuration lets it", async () => {
		configure(true);
		await using asker = await start([], era);
		expect((await asker.call("pause_dispatch", { all: true })).view.dispatch).toMatchObject({
			paused: true,
			all: true,
		});
		expect((await asker.call("resume_dispatch")).view.dispatch.paused).toBe(false);
		expect((await asker.call("add_task", { text: "Do it." })).error).toBeNull();
		expect(fixture.tasks.added).toEqual([{ text: "Do it.", folder: env["HOME"] }]);
		expect((await asker.call("take_checkpoint", { session: "ccl-2" })).error).toBeNull();
		expect((await asker.call("force_switch", { planId: "plan-1" })).view.switchId).toBe("switch-1");
	});
});

describe("the gate", () => {
	test.each([
		["without a configuration", () => {}, []],
		["with enable_trigger off", () => configure(false), []],
		["with --readonly", () => configure(true), ["--readonly"]],
	] as const)("is closed %s", async (_, prepare, words) => {
		prepare();
		await using asker = await start(words);
		expect(await asker.names()).not.toContain("pause_dispatch");
		const { error } = await asker.call("pause_dispatch");
		expect(error).toContain(words.length === 0 ? "mcp_http.enable_trigger" : "--readonly");
		expect(fixture.client.store.getState().state.dispatch.paused).toBe(false);
	});
});

test("a subscription hears of what happens in the daemon", async () => {
	await using asker = await start();
	const updated: string[] = [];
	asker.client.setNotificationHandler("notifications/resources/updated", ({ params }) => {
		updated.push(params.uri);
	});
	await asker.client.subscribeResource({ uri: "failover://events" });
	fixture.commit(verdict("one"));
	await waitFor("the news", () => updated.includes("failover://events"));
});

test("while the daemon is away every tool says since when; when it is back they answer", async () => {
	configure(true);
	await using asker = await start();
	await server.close();
	const away = await waitFor("the link to be lost", async () => {
		const { error } = await asker.call("get_status");
		return error;
	});
	expect(away).toMatch(/get_status was not done: the daemon has not answered since \d{4}-.*Z; /);
	expect(away).toContain("claude-failover --headless");
	expect((await asker.call("pause_dispatch")).error).toContain("the daemon has not answered since");
	await expect(asker.client.readResource({ uri: "failover://status" })).rejects.toThrow("since");
	fixture.commit({ type: "account.activated", account: "backup" });
	server = await serve();
	await waitFor("the daemon to be back", async () => {
		return (await asker.call("get_status")).view?.active === "backup";
	});
});

/** The program by hand: what it is given, and all that it says. */
async function talk(input: string, words: readonly string[] = []) {
	const child = spawn(process.execPath, ["--no-warnings", MAIN, ...words, "mcp"], { env });
	// It may be gone before all is written.
	child.stdin.on("error", () => {});
	child.stdin.end(input);
	const [out, err, [code]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, "close"),
	]);
	return { code, out, err };
}

describe("the program", () => {
	test("ends in order when its input ends, and says nothing but the protocol", async () => {
		expect(await talk("")).toEqual({ code: 0, out: "", err: "" });
		const { code, out, err } = await talk('nonsense\n{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
		expect([code, err]).toEqual([0, ""]);
		for (const line of out.trim().split("\n").filter(Boolean)) {
			expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
		}
	});

	test("ends when the message is longer than any it takes, and says so", async () => {
		const { code, out, err } = await talk("x".repeat(3 * 1024 * 1024));
		expect([code, out]).toEqual([1, ""]);
		expect(err).toContain("the connection to the MCP client broke");
	});

	test("without a daemon ends with 3 and says how to start one", async () => {
		await server.close();
		const { code, out, err } = await talk("");
		expect([code, out]).toEqual([3, ""]);
		expect(err).toContain("claude-failover --headless");
	});

	test("with a wrong configuration, or one that is not there, ends with 2", async () => {
		const missing = await talk("", ["--config", "/nowhere/config.yaml"]);
		expect([missing.code, missing.out]).toEqual([2, ""]);
		expect(missing.err).toContain("/nowhere/config.yaml");
		configure(true);
		writeFileSync(
			join(env["XDG_CONFIG_HOME"] ?? "", "claude-failover", "config.yaml"),
			"mcp_htp: 1\n",
		);
		const wrong = await talk("");
		expect([wrong.code, wrong.out]).toEqual([2, ""]);
		expect(wrong.err).toContain("mcp_htp");
	});
});
