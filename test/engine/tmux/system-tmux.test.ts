import { mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemTmux } from "../../../src/engine/tmux/system-tmux.ts";
import type { Pane } from "../../../src/engine/tmux/tmux.ts";
import { type PrivateTmux, privateTmux } from "../../support/private-tmux.ts";
import { waitFor } from "../../support/wait-for.ts";

let server: PrivateTmux;
let dir: string;

beforeEach(async () => {
	server = privateTmux();
	dir = await mkdtemp(join(tmpdir(), "tmux-"));
});
afterEach(() => server.end());

const engine = (epoch: number, owner = "me") => systemTmux(server, { epoch, owner }, process.env);
const launch = (over: object = {}) => ({
	name: "ccl-1",
	cwd: dir,
	argv: ["/bin/sh", "-c", "sleep 1000"],
	incarnation: "life-1",
	...over,
});

async function onlyPane(tmux: ReturnType<typeof engine>): Promise<Pane> {
	const list = await tmux.listPanes();
	const pane = list.kind === "ok" ? list.panes[0] : undefined;
	if (pane === undefined) throw new Error(`no pane: ${JSON.stringify(list)}`);
	return pane;
}

test("no server is a value, not an error", async () => {
	expect(await engine(1).listPanes()).toEqual({ kind: "no-server" });
});

test("a server without any session has no panes", async () => {
	const tmux = engine(1);
	await tmux.claim();
	expect(await tmux.listPanes()).toEqual({ kind: "ok", panes: [] });
});

test("a started session is marked as ours with its process life", async () => {
	const tmux = engine(1);
	expect(await tmux.claim()).toBe("ok");
	const started = await tmux.start(launch());
	const pane = await onlyPane(tmux);
	expect(started).toEqual({ kind: "ok", pane: pane.id, pid: pane.pid });
	expect(pane).toMatchObject({
		session: "ccl-1",
		owner: "me",
		incarnation: "life-1",
		dead: false,
		attached: 0,
	});
});

test("words reach the program untouched: no shell, no format, no second command", async () => {
	const tmux = engine(1);
	const words = ["a b", "$(touch pwned)", "#{pane_id}", "it's", "; kill-server", '"q"', "-x"];
	await writeFile(
		join(dir, "show.sh"),
		`printf '%s\\n' "$@" > "$0.tmp"; mv "$0.tmp" "$0.out"; sleep 1000`,
	);
	await tmux.start(launch({ argv: ["/bin/sh", join(dir, "show.sh"), ...words] }));
	const out = await waitFor("the words", () =>
		readFile(join(dir, "show.sh.out"), "utf8").catch(() => null),
	);
	expect(out).toBe(`${words.join("\n")}\n`);
});

test("a word with a line break is refused before tmux sees it", async () => {
	await expect(engine(1).start(launch({ argv: ["sh", "a\nset -g @pwned yes"] }))).rejects.toThrow(
		"one line",
	);
});

test("a folder with a format in its name is taken as it is called", async () => {
	const odd = await mkdtemp(join(dir, "#{pid}-"));
	const tmux = engine(1);
	await tmux.start(
		launch({ cwd: odd, argv: ["/bin/sh", "-c", "pwd > half; mv half here; sleep 1000"] }),
	);
	const here = await waitFor("the folder", () =>
		readFile(join(odd, "here"), "utf8").catch(() => null),
	);
	expect(here.trim()).toBe(odd);
});

test("a session name that is there already is not taken over", async () => {
	const tmux = engine(1);
	await tmux.start(launch());
	expect(await tmux.start(launch())).toEqual({ kind: "taken" });
});

test("a pane stays when its process ends, and the next process gets the same pane", async () => {
	const tmux = engine(1);
	await tmux.start(launch({ argv: ["/bin/sh", "-c", "exit 7"] }));
	const dead = await waitFor("the end", async () => {
		const pane = await onlyPane(tmux);
		// tmux 3.3a can miss under load that a child has ended: told again, it looks.
		process.kill(Number(pane.server), "SIGCHLD");
		// For a moment it is dead without a status.
		return pane.dead && pane.deadStatus !== null ? pane : null;
	});
	expect(dead.deadStatus).toBe(7);
	const again = await tmux.respawn(dead.id, dead.pid, launch({ incarnation: "life-2" }));
	expect(again).toMatchObject({ kind: "ok", pane: dead.id });
	expect(await onlyPane(tmux)).toMatchObject({ incarnation: "life-2", dead: false });
});

test("an engine of an older epoch can neither start nor respawn nor claim", async () => {
	const old = engine(1);
	await old.claim();
	await old.start(launch());
	const pane = await onlyPane(old);
	expect(await engine(2).claim()).toBe("ok");
	expect(await old.claim()).toBe("fenced");
	expect(await old.start(launch({ name: "ccl-2" }))).toEqual({ kind: "fenced" });
	expect(await old.respawn(pane.id, pane.pid, launch())).toEqual({ kind: "fenced" });
	expect((await onlyPane(old)).pid).toBe(pane.pid);
});

test("a pane that is not ours, or whose process changed, is left alone", async () => {
	const tmux = engine(1);
	await tmux.start(launch());
	const pane = await onlyPane(tmux);
	expect(await engine(1, "somebody").respawn(pane.id, pane.pid, launch())).toEqual({
		kind: "changed",
	});
	expect(await tmux.respawn(pane.id, pane.pid + 1, launch())).toEqual({ kind: "changed" });
	await engine(1, "somebody").remove(pane.id);
	await tmux.remove(pane.id);
	expect((await onlyPane(tmux)).pid).toBe(pane.pid);
});

test("variables of Claude in the engine's environment do not reach the server", async () => {
	const tmux = systemTmux(
		server,
		{ epoch: 1, owner: "me" },
		{
			...process.env,
			ANTHROPIC_API_KEY: "leak",
			CLAUDE_CONFIG_DIR: "/leak",
		},
	);
	await tmux.start(launch({ argv: ["/bin/sh", "-c", "env > seen; sleep 1000"] }));
	const seen = await waitFor("the environment", () =>
		readFile(join(dir, "seen"), "utf8").catch(() => null),
	);
	expect(seen).not.toContain("leak");
});

test("tells when somebody types in an attached terminal, and not when a pane prints or is typed into from outside", async () => {
	const tmux = engine(1);
	await tmux.claim();
	await tmux.start(launch({ argv: ["/bin/cat"] }));
	const other = privateTmux();
	const seen = async () => (await onlyPane(tmux)).typedAt ?? null;
	try {
		await server.tmux("send-keys", "-t", "=ccl-1:", "from outside", "Enter");
		expect(await seen()).toBeNull();
		const attach = `env -u TMUX TERM=screen tmux -L ${server.socket} attach -t =ccl-1`;
		await other.tmux("new-session", "-d", "-s", "terminal", "/bin/sh", "-c", attach);
		const attachedAt = await waitFor("the client", seen);
		await waitFor("a second to pass", () => Date.now() > attachedAt + 2_000);
		await server.tmux("send-keys", "-t", "=ccl-1:", "again", "Enter");
		expect(await seen()).toBe(attachedAt);
		await other.tmux("send-keys", "-t", "=terminal:", "k");
		await waitFor("the key to count", async () => ((await seen()) ?? 0) > attachedAt);
	} finally {
		await other.end();
	}
});

test("tells where the cursor stands", async () => {
	const tmux = engine(1);
	await tmux.claim();
	const show = "printf 'one\\r\\ntwo'; exec cat";
	await tmux.start(launch({ argv: ["/bin/sh", "-c", show] }));
	await waitFor("the cursor", async () => {
		const { cursor } = await onlyPane(tmux);
		return cursor?.x === 3 && cursor.y === 1;
	});
});

test("looks at a pane and at all that it shows in one call", async () => {
	const tmux = engine(1);
	await tmux.start(launch({ argv: ["/bin/sh", "-c", "printf 'one\\n\\nthree'; sleep 1000"] }));
	const { id } = await onlyPane(tmux);
	const seen = await waitFor("the text", async () => {
		const look = await tmux.look(id);
		return look?.rows.includes("three") ? look : null;
	});
	expect(seen.rows).toEqual(["one", "", "three"]);
	expect(seen.pane).toEqual(await onlyPane(tmux));
	expect(await tmux.look("%99")).toBeNull();
});

test("tells the signal that ended a process", async () => {
	const tmux = engine(1);
	await tmux.claim();
	await tmux.start(launch());
	process.kill((await onlyPane(tmux)).pid, "SIGKILL");
	const dead = await waitFor("the end", async () => {
		const pane = await onlyPane(tmux);
		return pane.dead && pane.deadSignal != null ? pane : null;
	});
	expect(dead).toMatchObject({ deadStatus: null, deadSignal: "9" });
});

describe("a key", () => {
	/** Shows one row and notes every line that is typed. */
	const menu = `printf '  \\342\\235\\257 Copy to it\\n'; while read -r line; do echo "got-$line"; done`;
	const expectedOf = (pane: Pane, over: object = {}) => ({
		pane: pane.id,
		pid: pane.pid,
		incarnation: "life-1",
		shows: ["^ *❯ Copy to "],
		...over,
	});

	async function atMenu(): Promise<{ tmux: ReturnType<typeof engine>; pane: Pane }> {
		const tmux = engine(1);
		await tmux.start(launch({ argv: ["/bin/sh", "-c", menu] }));
		const pane = await onlyPane(tmux);
		await waitFor("the menu", async () => (await shownIn(tmux, pane)).includes("Copy to it"));
		return { tmux, pane };
	}

	const shownIn = async (tmux: ReturnType<typeof engine>, pane: Pane): Promise<string> =>
		((await tmux.capture(pane.id, 50)) ?? []).join("\n");

	test("is pressed while the pane shows what is expected", async () => {
		const { tmux, pane } = await atMenu();
		expect(await tmux.press(expectedOf(pane), "x")).toEqual({ kind: "ok" });
		expect(await tmux.press(expectedOf(pane), "Enter")).toEqual({ kind: "ok" });
		await waitFor("the key", async () => (await shownIn(tmux, pane)).includes("got-x"));
	});

	test("is not pressed when it shows something else, runs another process or another life", async () => {
		const { tmux, pane } = await atMenu();
		const changed = { kind: "changed" };
		expect(await tmux.press(expectedOf(pane, { shows: ["^ *❯ Exit"] }), "x")).toEqual(changed);
		expect(await tmux.press(expectedOf(pane, { pid: pane.pid + 1 }), "x")).toEqual(changed);
		expect(await tmux.press(expectedOf(pane, { incarnation: "life-2" }), "x")).toEqual(changed);
		expect(await shownIn(tmux, pane)).not.toContain("x");
	});

	test("is not pressed while its operator reads back in the pane", async () => {
		const { tmux, pane } = await atMenu();
		await server.tmux("copy-mode", "-t", pane.id);
		expect(await tmux.press(expectedOf(pane), "x")).toEqual({ kind: "changed" });
	});

	test("of an old engine is refused by the server", async () => {
		const { tmux, pane } = await atMenu();
		await engine(2).claim();
		expect(await tmux.press(expectedOf(pane), "x")).toEqual({ kind: "fenced" });
		expect(await shownIn(tmux, pane)).not.toContain("x");
	});
});

describe("a session of that name on another tmux server of the user", () => {
	let other: PrivateTmux;
	beforeEach(() => {
		other = privateTmux();
	});
	afterEach(() => other.end());
	const name = `ccl-namesake-${process.pid}`;

	/** A program of that name runs there. */
	async function runThere(program: string): Promise<void> {
		const file = join(dir, program);
		await symlink("/bin/sleep", file);
		await other.tmux("new-session", "-d", "-s", name, file, "1000");
		const command = () => other.tmux("list-panes", "-a", "-F", "#{pane_current_command}");
		await waitFor("the program", async () => (await command()) === program);
	}

	test("that runs claude is named, and nothing is started", async () => {
		await runThere("claude");
		const tmux = engine(1);
		const started = await tmux.start(launch({ name }));
		expect(started).toEqual({ kind: "elsewhere", socket: other.socket });
		expect(await tmux.listPanes()).toEqual({ kind: "no-server" });
	});

	test("that runs something else is no matter", async () => {
		await runThere("vim");
		expect((await engine(1).start(launch({ name }))).kind).toBe("ok");
	});

	test("that another pool made is no matter: a second pool may use the same names", async () => {
		await runThere("claude");
		await other.tmux("set-option", "-p", "-t", `=${name}:`, "@ccl_owner", "somebody");
		expect((await engine(1).start(launch({ name }))).kind).toBe("ok");
	});
});

test("the server that is started does not carry the mark of a process life: what carries one is ended one day", async () => {
	const inside = { ...process.env, CCL_INCARNATION: "the-life-we-run-in" };
	await systemTmux(server, { epoch: 1, owner: "me" }, inside).claim();
	expect(await server.tmux("show-environment", "-g")).not.toContain("CCL_INCARNATION");
});
