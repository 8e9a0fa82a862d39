import { readFileSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { queueFolders } from "../../src/engine/queue/inbox.ts";
import { seedHome } from "../../src/engine/simulate/agent/seed-home.ts";
import { accountKeyOf, putAccount } from "../../src/engine/simulate/agent/world.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import { call } from "../engine/control/call.ts";
import { freePort } from "../engine/control/free-port.ts";
import { askerOf, newClient } from "../engine/control/mcp/asker.ts";
import { type AttachedRooms, attachRooms } from "../support/attached-room.ts";
import {
	allProcesses,
	filesBelow,
	plantedSecrets,
	type SeenProcess,
	shownIn,
} from "../support/canaries.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { type StatesByPlace, statesByPlace } from "../support/states-by-place.ts";
import { waitFor } from "../support/wait-for.ts";

/*
 * A pool works through tasks with secrets all over it, is switched to an account with a token and on to one with a key,
 * and everything that the program keeps, answers or shows is searched for them.
 *
 * Not searched, since the text itself has to be there:
 * - the task's file, and `launches/<life>/prompt`, the copy (0600) from which the launcher hands it over: it is the task;
 * - the argument of the session's own process, which is the prompt, and the processes of its tools: the same delivery;
 * - the transcripts and the homes of accounts: they are the session's own, and only read;
 * - the pane of the session itself, to which `attach` leads. What others show of it (preview, checkpoints) is searched.
 * A secret of the configuration may be in none of those either: it has its file or variable, and the environment of the
 * one process that it is meant for.
 */

const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");
const { own, written } = plantedSecrets();
const secrets: Readonly<Record<string, string>> = { ...own, ...written };
const ownNames = Object.keys(own);
/** Those that a task writes: one from a variable, one from a file. */
const echoed: ReadonlySet<string> = new Set(["apiKey", "scriptsToken"]);

let stage: Stage;
let daemon: Daemon;
let rooms: AttachedRooms;
let stream: StatesByPlace;
let watching: { readonly seen: Map<string, SeenProcess>; end(): Promise<void> };
const endings: (() => Promise<void> | void)[] = [];

const socket = (): string => join(stage.config.paths.runtimeDir, "control.sock");

/** Places for the secrets, as an operator would choose them. */
async function configure(): Promise<void> {
	const place = (name: string): string => join(stage.root, name);
	for (const [name, secret] of [
		["account.token", own.accountToken],
		["scripts.token", own.scriptsToken],
	] as const) {
		await writeFile(place(name), `${secret}\n`, { mode: 0o600 });
		await chmod(place(name), 0o600);
	}
	const port = await freePort();
	const text = (await readFile(stage.configFile, "utf8"))
		.replace("{ name: b,", `{ name: b, kind: oauth_token, token_file: ${place("account.token")},`)
		.replace("{ name: c,", "{ name: c, kind: api_key, token_env: PLANTED_KEY,");
	const more = `mcp_http:
  listen: 127.0.0.1:${port}
  bearer_token_env: PLANTED_BEARER
  tokens: [{ name: scripts, scope: read, token_file: ${place("scripts.token")} }]
notify: { telegram: { bot_token_env: PLANTED_BOT, chat_id: "1" } }
checkpoint: { interval: 10s }
`;
	await writeFile(stage.configFile, `${text}${more}`);
	Object.assign(stage.environment, {
		PLANTED_KEY: own.apiKey,
		PLANTED_BEARER: own.bearer,
		PLANTED_BOT: own.botToken,
	});
	const logins = { b: own.accountToken, c: own.apiKey };
	for (const [name, secret] of Object.entries(logins)) {
		putAccount(stage.world, { key: accountKeyOf({ secret }), fiveHour: { limitUnits: 10_000 } });
		const home = join(stage.root, "accounts", name);
		seedHome(home, {
			trustedDirs: [stage.project],
			...(name === "c" && { approvedApiKey: secret }),
		});
	}
}

/** Looks at all processes all the time: some of ours live for milliseconds. */
function watchProcesses(): typeof watching {
	const seen = new Map<string, SeenProcess>();
	let ended = false;
	const loop = (async () => {
		while (!ended) {
			for (const one of await allProcesses()) seen.set(`${one.pid} ${one.words}`, one);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	})();
	return {
		seen,
		async end() {
			ended = true;
			await loop;
		},
	};
}

/** A task that has secrets wherever somebody may write them: title, text, command, output, answer. */
function taskText(n: number): string {
	const long = "x".repeat(100);
	return [
		`# Rotate ${written.inTitle} (${n})`,
		`The old one is ${written.inText}.`,
		`[[bash:echo ${written.inCommand} ${own.apiKey} ${own.scriptsToken}; sleep 2]]`,
		`[[bash:: ${long} ${written.atTheCut}; sleep 1]]`,
		`[[say:It was sent with Authorization: Bearer ${written.inAnswer}]]`,
	].join("\n");
}

const states = async () => (await daemon.status()).sessions;

async function allOn(account: string): Promise<void> {
	await ccf(stage.environment, "switch", "--to", account, "--yes");
	await waitFor(
		`all to be on ${account}`,
		async () => (await states()).every((s) => s.account === account && s.state !== "starting"),
		90_000,
	);
}

async function done(count: number): Promise<void> {
	const isDone = async () => ((await daemon.status()).queue["done"] ?? 0) >= count;
	await waitFor(`${count} tasks to be done`, isDone, 90_000);
}

beforeAll(async () => {
	stage = await setStage({
		accounts: ["a", "b", "c"].map((name) => ({ name, fiveHour: { limitUnits: 10_000 } })),
		dedicated: 1,
		autonomous: 2,
		world: { spinnerMs: 0 },
	});
	endings.push(() => strikeStage(stage));
	await configure();
	watching = watchProcesses();
	daemon = await startDaemon(stage);
	endings.push(async () => void (await daemon.end("SIGKILL")));
	stream = await statesByPlace(socket());
	endings.push(() => stream.close());
	rooms = await attachRooms(stage, ["room"]);
	endings.push(() => rooms.end());
	await stage.addTask("first", taskText(1));
	await stage.addTask("second", taskText(2));
	await waitFor("a tool to run", async () => (await states()).some((s) => s.state === "working"));
	await ccf(stage.environment, "checkpoints", "take", "ccl-auto-11");
	await allOn("b");
	await done(2);
	await allOn("c");
	await stage.addTask("third", taskText(3));
	await waitFor("it to run", async () => (await states()).some((s) => s.state === "working"));
}, 300_000);

afterAll(async () => {
	await watching.end();
	for (const end of endings.reverse()) await end();
});

/** What was looked at shows none of the secrets; `floor`: less than that many characters were no look at all. */
function expectNone(what: string, text: string, floor = 10): void {
	expect(text.length, what).toBeGreaterThan(floor);
	expect([what, shownIn(text, secrets)]).toEqual([what, []]);
}

describe("while a task with secrets runs, none of them is shown", () => {
	test("by any route that is asked, nor by an answer that refuses", async () => {
		const paths = Object.entries((await call(socket(), "/openapi.json")).body.paths)
			.filter(([path, methods]) => Object.hasOwn(methods as object, "get") && path !== "/v1/events")
			.map(([path]) => path);
		expect(paths.length).toBeGreaterThan(10);
		const { body } = await call(socket(), "/v1/checkpoints");
		for (const path of paths) {
			const filled = path.includes("/checkpoints/{id}")
				? body.checkpoints.map((c: { id: string }) =>
						path.replace("{id}", encodeURIComponent(c.id)),
					)
				: path.includes("/tasks/{id}")
					? ["app.first", "app.second", "app.third"].map((id) => path.replace("{id}", id))
					: ["ccl-0", "ccl-auto-11", "ccl-auto-12"].map((name) => path.replace("{name}", name));
			for (const one of new Set<string>(filled)) {
				const answer = await call(socket(), one);
				expect([one, answer.status]).toEqual([one, 200]);
				expectNone(one, JSON.stringify(answer.body));
			}
		}
	});

	test("by the tools and resources of MCP", async () => {
		const env = Object.entries(stage.environment).flatMap(([k, v]) => (v ? [[k, v]] : []));
		const client = newClient();
		const args = [PROGRAM, "mcp", "--config", stage.configFile];
		const command = { command: process.execPath, args, env: Object.fromEntries(env) };
		await client.connect(new StdioClientTransport({ ...command, cwd: stage.project }));
		await using asker = askerOf(client);
		for (const name of await asker.names()) {
			const answer = await asker.call(name, name === "plan_switch" ? { to: "a" } : {});
			expect([name, answer.error]).toEqual([name, null]);
			expectNone(name, `${answer.text}${JSON.stringify(answer.view)}`);
		}
		for (const { uri } of (await client.listResources()).resources) {
			expectNone(uri, JSON.stringify(await client.readResource({ uri })));
		}
	});

	test.each([
		...["status", "accounts", "sessions", "queue", "events", "checkpoints", "explain", "history"],
		...[
			"janitor --dry-run",
			"switch --to a --dry-run",
			"config show",
			"doctor",
			"doctor --security",
		],
	])("by `%s`", async (words) => {
		const more = words.startsWith("config") || words.startsWith("doctor");
		const where = more ? ["--config", stage.configFile] : [];
		const asText = await ccf(stage.environment, ...words.split(" "), ...where);
		expectNone(words, `${asText.out}${asText.err}`);
		if (words === "config show" || words.startsWith("switch")) return;
		const asJson = await ccf(stage.environment, ...words.split(" "), "--json", ...where);
		expectNone(`${words} --json`, `${asJson.out}${asJson.err}`);
	});

	test("by a checkpoint, looked at from the command line", async () => {
		const { out } = await ccf(stage.environment, "checkpoints", "--json");
		const { checkpoints } = JSON.parse(out);
		expect(checkpoints.length).toBeGreaterThan(0);
		for (const { id } of checkpoints) {
			const shown = await ccf(stage.environment, "checkpoints", "show", id);
			expectNone(`checkpoint ${id}`, `${shown.out}${shown.err}`);
		}
	});

	test("on any screen of the control room", async () => {
		const look = async (name: string): Promise<void> => {
			await new Promise((resolve) => setTimeout(resolve, 700));
			expectNone(name, await rooms.screen("room"), 500);
		};
		await look("all panes");
		for (const pane of ["1", "2", "3", "4", "5"]) {
			await rooms.keys("room", pane, "+");
			await look(`pane ${pane}`);
			await rooms.keys("room", "j", "j", "Enter");
			await look(`what is behind a row of pane ${pane}`);
			await rooms.keys("room", "Escape");
			await rooms.keys("room", "_");
		}
		for (const key of ["c", "e", "s", "?"]) {
			await rooms.keys("room", key);
			await look(`behind ${key}`);
			if (key === "c") {
				await rooms.keys("room", "Enter");
				await look("a checkpoint");
				await rooms.keys("room", "Escape");
			}
			await rooms.keys("room", "Escape");
		}
	});
});

describe("when it is over, none of them is left", () => {
	beforeAll(async () => {
		await done(3);
		await ccf(stage.environment, "checkpoints", "take", "ccl-auto-11");
		await ccf(stage.environment, "checkpoints", "take", "ccl-auto-12");
		await daemon.end("SIGTERM");
	}, 120_000);

	test("in the log of the daemon", () => {
		expectNone("the log", daemon.log(), 5_000);
	});

	test("in the event stream", () => {
		expectNone("the stream", stream.text(), 5_000);
		// They were there: something was taken out in their place.
		for (const place of ["Rotate [secret]", "Bash echo [secret]"]) {
			expect(stream.text()).toContain(place);
		}
	});

	test("in any file of the state directory: journal, spool, checkpoints, launches", async () => {
		const files = await filesBelow(stage.config.paths.stateDir);
		const paths = files.map(({ path }) => path);
		for (const part of ["state.db", "checkpoints/", "settings.json", "launch.env"]) {
			expect(
				paths.some((path) => path.includes(part)),
				part,
			).toBe(true);
		}
		const prompts = files.filter(({ path }) => /^launches\/[^/]+\/prompt(\.md)?$/.test(path));
		expect(prompts.some(({ text }) => shownIn(text, secrets).includes("inText"))).toBe(true);
		for (const { path, mode, text } of prompts) {
			expect([path, mode]).toEqual([path, 0o600]);
			const meant = [...Object.keys(written), ...echoed];
			expect(shownIn(text, secrets).filter((name) => !meant.includes(name))).toEqual([]);
		}
		for (const { path, text } of files.filter((file) => !prompts.includes(file))) {
			expect([path, shownIn(text, secrets)]).toEqual([path, []]);
		}
	});

	test("in what was written into the project beside the text of the task", async () => {
		const { inbox } = queueFolders(stage.project);
		for (const { path, text } of await filesBelow(join(inbox, ".."))) {
			const n = ["first", "second", "third"].findIndex((name) => path.includes(name)) + 1;
			const ours = n === 0 ? text : text.replace(taskText(n), "");
			expect([path, n > 0 && ours === text]).toEqual([path, false]);
			expect([path, shownIn(ours, secrets)]).toEqual([path, []]);
		}
	});

	test("in the configuration that the operator wrote", () => {
		expectNone("config.yaml", readFileSync(stage.configFile, "utf8"));
	});
});

describe("no process shows to others", () => {
	const sessionOf = ({ words, environment }: SeenProcess): boolean =>
		environment.includes("CCL_INCARNATION=") || words.includes("simulated-agent");
	const ours = (): readonly SeenProcess[] =>
		[...watching.seen.values()].filter((one) => one.environment.includes(stage.root));

	test("a secret of the configuration among its words", () => {
		expect(ours().length).toBeGreaterThan(20);
		for (const one of watching.seen.values()) {
			const found = shownIn(one.words, own).filter((name) => !echoed.has(name) || !sessionOf(one));
			expect([one.words, found]).toEqual([one.words, []]);
		}
	});

	test("what is written in a task, unless it is the session that the task was given to", () => {
		const told = ours().filter((one) => shownIn(one.words, written).length > 0);
		expect(told.some(sessionOf)).toBe(true);
		for (const one of ours().filter((other) => !sessionOf(other))) {
			expect([one.words, shownIn(one.words, written)]).toEqual([one.words, []]);
		}
	});

	test("in its environment a secret that is meant for another", () => {
		const program = (one: SeenProcess): boolean => one.words.includes("claude-failover");
		const others = ours().filter((one) => !program(one));
		expect(others.some(({ words }) => words.startsWith("tmux"))).toBe(true);
		for (const one of others) {
			const meant = sessionOf(one) ? 1 : 0;
			const found = shownIn(one.environment, own);
			expect([
				one.words,
				found.length <= meant,
				found.filter((n) => /bearer|bot|scripts/.test(n)),
			]).toEqual([one.words, true, []]);
		}
		expect(ownNames).toHaveLength(5);
	});

	test("in what tmux gives to new panes", async () => {
		const server = { program: "tmux", socket: stage.config.tmux.socket, configFile: null };
		const answer = await runTmux(server, ["show-environment", "-g"], process.env);
		if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
		expectNone("the environment of the tmux server", answer.out);
	});
});
