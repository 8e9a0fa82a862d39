import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { tcpDoor } from "../../../src/engine/control/tcp-door.ts";
import { examineSecurity } from "../../../src/engine/doctor/examine.ts";
import { takeLock } from "../../../src/engine/lock.ts";
import { socketPlace } from "../control/call.ts";
import { fixtureClient } from "../control/fixture-client.ts";
import { freePort } from "../control/free-port.ts";
import { complaints, healthyWorld } from "./world.ts";

const TOKEN = "t".repeat(40);

let world: ReturnType<typeof healthyWorld>;
let socket: string;
const servers: (ControlServer | Server)[] = [];

beforeEach(() => {
	world = healthyWorld();
	socket = socketPlace();
	mkdirSync(world.at("state/claude-failover"), { recursive: true, mode: 0o700 });
	for (const home of ["main", "backup"]) chmodSync(world.at(home), 0o700);
});
afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
});

const look = (more: Parameters<typeof world.surroundings>[0] = {}) =>
	examineSecurity(world.surroundings({ socket, ...more }));

const wrong = async (more: Parameters<typeof look>[0] = {}) => complaints(await look(more));

async function serve(tcp = false): Promise<void> {
	const { client, now } = fixtureClient();
	const { found, environment } = world.surroundings();
	if (found.kind !== "ok") throw new Error("not configured");
	const { door } = tcpDoor(found.config.mcpHttp, { ...environment, TOKEN });
	const base = { client, socketPath: socket, version: "9", pid: 1, now };
	servers.push(await serveControl({ ...base, tcp: tcp ? door : null }));
}

test("without a daemon nothing is wrong, and every subject is told", async () => {
	const checks = await look();
	expect(complaints(checks)).toEqual([]);
	const names = ["config", "socket", "tokens", "files", "inboxes", "core dumps"];
	expect(new Set(checks.map(({ name }) => name))).toEqual(new Set(names));
});

describe("a daemon", () => {
	test("is asked at its socket what it refuses", async () => {
		await serve();
		const checks = await look();
		expect(complaints(checks)).toEqual([]);
		expect(checks.map(({ detail }) => detail)).toEqual(
			expect.arrayContaining([
				"refuses another Host",
				"refuses any Origin",
				"refuses headers of over 8 KiB",
			]),
		);
	});

	test("is asked by TCP as well, there without a token too", async () => {
		const port = await freePort();
		world.configure(`mcp_http: { listen: "127.0.0.1:${port}", bearer_token_env: TOKEN }`);
		await serve(true);
		const environment = { ...world.environment, TOKEN };
		const checks = await look({ environment });
		expect(complaints(checks)).toEqual([]);
		const tcp = checks.filter(({ name }) => name === "TCP").map(({ detail }) => detail);
		expect(tcp).toContain("refuses a request without a token");
		expect(tcp).toHaveLength(5);
	});

	test("that answers everybody is found out", async () => {
		mkdirSync(dirname(socket), { mode: 0o700 });
		const open = createServer((_request, response) => response.end("{}")).listen(socket);
		servers.push(open);
		await expect.poll(() => open.listening).toBe(true);
		chmodSync(socket, 0o600);
		const found = await wrong();
		expect(found).toHaveLength(4);
		expect(found[0]).toMatch(/^fail socket: another Host got 200 instead of 421 → stop the daemon/);
	});

	test("that hangs has not refused anything", async () => {
		mkdirSync(dirname(socket), { mode: 0o700 });
		const mute = createServer(() => {}).listen(socket);
		servers.push(mute);
		await expect.poll(() => mute.listening).toBe(true);
		chmodSync(socket, 0o600);
		expect((await wrong())[0]).toMatch(/^fail socket: another Host got no answer instead of 421/);
		mute.closeAllConnections();
	});

	test("whose socket others can reach is found out", async () => {
		await serve();
		chmodSync(socket, 0o666);
		expect(await wrong()).toEqual([`fail socket: ${socket} is of mode 666 → restart the daemon`]);
		chmodSync(socket, 0o600);
		chmodSync(dirname(socket), 0o755);
		expect((await wrong())[0]).toMatch(/^fail socket: .* can be used by others → .*chmod 700/);
	});

	test("whose memory a crash would leave behind is named", async () => {
		const lock = takeLock(world.at("state/claude-failover"), {
			pid: process.pid,
			startTime: null,
			since: null,
		});
		try {
			const found = (await look()).find(({ name }) => name === "core dumps");
			expect(found?.detail).toMatch(
				new RegExp(`process ${process.pid} (leaves none|may leave one)`),
			);
		} finally {
			if (lock.kind === "held") lock.release();
		}
	});
});

describe("what is open to others", () => {
	test.each([
		["state/claude-failover/state.db", "600"],
		["main", "700"],
	])("%s is named with the command that closes it", async (name, mode) => {
		const path = world.at(name);
		if (mode === "600") writeFileSync(path, "");
		chmodSync(path, 0o755);
		const [first, ...others] = await wrong();
		expect(first).toBe(`fail files: others can use ${path} (mode 755) → chmod ${mode} ${path}`);
		expect(others).toEqual([]);
	});

	test("a home behind a link is looked at where it lies", async () => {
		const [home, place] = [world.at("main"), world.at("elsewhere")];
		renameSync(home, place);
		symlinkSync(place, home);
		chmodSync(place, 0o755);
		expect(await wrong()).toEqual([
			`fail files: others can use ${home} (mode 755) → chmod 700 ${home}`,
		]);
	});

	test("an inbox into which others can drop tasks is named", async () => {
		const inbox = world.at("app/.agent-queue/inbox");
		mkdirSync(inbox, { recursive: true });
		chmodSync(inbox, 0o777);
		expect(await wrong()).toEqual([
			`fail inboxes: others can drop tasks into ${inbox} (mode 777) → chmod go-w ${inbox}`,
		]);
	});

	test("a secret in the configuration is told, and not shown", async () => {
		const secret = `sk-ant-oat01-${"x".repeat(60)}`;
		world.configure(`# ${secret}\n`);
		const found = await wrong();
		expect(found).toHaveLength(1);
		expect(found[0]).toMatch(/^fail config: .* token is written here/);
		expect(found[0]).not.toContain(secret);
	});

	test("a token that lets nobody in is named", async () => {
		world.configure('mcp_http: { listen: "127.0.0.1:1", bearer_token_env: NOWHERE }');
		expect((await wrong())[0]).toMatch(
			/^fail tokens: the token bearer is not in the variable NOWHERE/,
		);
	});
});

test("without a configuration that is what is said", async () => {
	rmSync(world.at("config.yaml"));
	const file = world.at("config.yaml");
	const found = await wrong({ found: { kind: "none", file } });
	expect(found).toEqual([expect.stringContaining("fail config: there is no configuration")]);
});
