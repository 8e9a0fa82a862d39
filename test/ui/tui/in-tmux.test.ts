import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { bundle } from "../../../scripts/lib/bundle.mjs";
import { type PrivateTmux, privateTmux } from "../../support/private-tmux.ts";
import { waitFor } from "../../support/wait-for.ts";

const root = join(import.meta.dirname, "..", "..", "..");
let program = "";
let outer: PrivateTmux;
let opened = 0;

beforeAll(async () => {
	const outdir = mkdtempSync(join(tmpdir(), "room-"));
	const entries = { afternoon: "test/ui/tui/programs/afternoon.tsx" };
	await bundle({ root, entries, outdir });
	program = join(outdir, "afternoon.js");
	outer = privateTmux();
});
afterAll(() => outer.end());

interface Opened {
	/** The tmux session that it runs in. */
	readonly name: string;
	keys(...keys: readonly string[]): Promise<void>;
	/** Waits until the screen says this and gives its rows. */
	says(text: string | RegExp): Promise<readonly string[]>;
	resize(columns: number, rows: number): Promise<void>;
	signal(signal: NodeJS.Signals): void;
}

interface OpenOptions {
	readonly link?: "here" | "attached";
	readonly env?: Readonly<Record<string, string>>;
	/** A terminal that tmux would not call its own. */
	readonly term?: string;
	/** What it says when it is there. */
	readonly ready?: string;
	/** The shell that it is started from. */
	readonly shell?: "sh" | "bash";
	/** There is no shell: the pane is its own. */
	readonly alone?: boolean;
}

/** Starts the program in a pane of this size, from a shell that stays when it ends. */
async function open(
	[columns, rows]: readonly [number, number],
	{
		link = "attached",
		env = {},
		term,
		ready = "q quit",
		shell = "sh",
		alone = false,
	}: OpenOptions = {},
): Promise<Opened> {
	opened += 1;
	const name = `room-${opened}`;
	const pidFile = join(tmpdir(), name);
	const size = ["-x", String(columns), "-y", String(rows)];
	const set = Object.entries({ PS1: "$ ", ...env }).flatMap(([k, v]) => ["-e", `${k}=${v}`]);
	const as = term === undefined ? "" : `TERM=${term}`;
	const run = `sh -c 'echo $$ > ${pidFile}; exec env ${as} ${process.execPath} ${program} ${link}'`;
	const first = { sh: "sh", bash: "bash --norc --noprofile" }[shell];
	await outer.tmux("new-session", "-d", "-s", name, ...size, ...set, alone ? run : first);
	onTestFinished(async () => {
		await outer.tmux("kill-session", "-t", name);
	});
	const keys = async (...sent: readonly string[]) => {
		await outer.tmux("send-keys", "-t", name, ...sent);
	};
	let screen = "";
	const says = async (text: string | RegExp) => {
		const look = async () => {
			screen = await outer.tmux("capture-pane", "-p", "-t", name);
			return typeof text === "string" ? screen.includes(text) : text.test(screen);
		};
		await waitFor(String(text), look).catch((error: Error) => {
			throw new Error(`${error.message}; the screen:\n${screen}`);
		});
		return screen.trimEnd().split("\n");
	};
	if (!alone) await keys("-l", `: before; ${run}`);
	if (!alone) await keys("Enter");
	await says(ready);
	return {
		name,
		keys,
		says,
		resize: async (x, y) => {
			await outer.tmux("resize-window", "-t", name, "-x", String(x), "-y", String(y));
		},
		signal: (signal) => process.kill(Number(readFileSync(pidFile, "utf8")), signal),
	};
}

describe("in a real terminal", () => {
	test.each([
		[80, 24],
		[200, 50],
	] as const)("the first and the last row are right at %ix%i", async (columns, rows) => {
		const room = await open([columns, rows]);
		// A capture can fall into the middle of a frame: the whole one is waited for.
		const lines = await room.says(/^ claude-failover.*\n╔═ 1 Sessions[\s\S]*q quit/);
		expect(lines).toHaveLength(rows);
		expect(lines[0]).toContain("claude-failover");
		expect(lines[1]).toMatch(/^╔═ 1 Sessions/);
		expect(lines.at(-1)).toContain("q quit");
	});

	test("a smaller and then a larger window is drawn right again", async () => {
		const room = await open([120, 30]);
		await room.resize(60, 15);
		await room.says(/^ claude-failover[^\n]{1,42}14?/);
		await room.resize(100, 40);
		const lines = await room.says("4 Events");
		expect(lines.filter((line) => line.includes("claude-failover"))).toHaveLength(1);
	});

	test("keys arrive, and quitting gives the shell its screen back", async () => {
		const room = await open([80, 24]);
		await room.keys("j", "j");
		await room.says(/▸ ● working +api-auth/);
		await room.keys("s");
		await room.says("Switch: dry run");
		await room.keys("Escape");
		await room.keys("q");
		const lines = await room.says("ended by user");
		expect(lines[0]).toContain(": before");
		expect(lines.join("\n")).not.toContain("Sessions (5)");
	});

	test.each([
		[80, 24],
		[200, 50],
	] as const)("history, loops and checkpoints open and close at %ix%i", async (columns, rows) => {
		const room = await open([columns, rows]);
		const drawn: (readonly string[])[] = [];
		const see = async (keys: readonly string[], text: string) => {
			await room.keys(...keys);
			drawn.push(await room.says(text));
		};
		await see(["H"], "no switch has ended yet");
		await see(["Escape", "L"], "No loop has run yet.");
		await see(["Escape", "c", "j"], "cp-21  conversation");
		await see(["Enter"], "Checkpoint: cp-21");
		await see(["t"], "Transcript, its end");
		await see(["d"], "1 commit made since");
		await room.keys("q", "q");
		const lines = await room.says(/^ claude-failover.*\n╔═ 1 Sessions[\s\S]*q quit/);
		for (const screen of [...drawn, lines]) expect(screen).toHaveLength(rows);
	});

	test.each(["SIGTERM", "SIGHUP"] as const)(
		"%s restores the terminal and is told",
		async (signal) => {
			const room = await open([80, 24]);
			room.signal(signal);
			await room.says("ended by signal");
			await room.keys("echo still $((40 + 2))", "Enter");
			await room.says("still 42");
		},
	);

	test("ctrl-c asks when supervision would stop, and quits the second time", async () => {
		const room = await open([80, 24], { link: "here" });
		await room.keys("C-c");
		await room.says("Supervision stops with this window");
		await room.keys("C-c");
		await room.says("ended by user");
	});

	test("draws in ASCII where the locale is not UTF-8, and without colours under NO_COLOR", async () => {
		const room = await open([80, 24], { env: { LC_ALL: "C", FORCE_COLOR: "0" } });
		expect((await room.says("q quit")).join("")).toMatch(/^[\x20-\x7e]*$/);
	});
});

describe("line by line", () => {
	test.each([
		["for a screen reader", { env: { INK_SCREEN_READER: "true" } }],
		["on a terminal that cannot be drawn on", { term: "dumb" }],
	])("%s it says what is new, takes the same keys, and draws nothing", async (_, options) => {
		const room = await open([100, 60], { ...options, ready: "1 Sessions (5)" });
		await room.says(/^waiting, web-cart, main, 12%, 4m, Allow command/m);
		await room.keys("j");
		await room.says(/^limited, infra-tf/m);
		await room.keys("s");
		await room.says("infra-tf (first, as the canary)");
		await room.keys("Escape");
		await room.keys("2");
		await room.says(/^2 Quota/m);
		await room.keys("C-l");
		const lines = await room.says(/needs you[\s\S]*needs you/);
		expect(lines.join("\n")).not.toMatch(/[─│═║█●]/);
		expect(lines[0]).toContain(": before");
		await room.keys("q");
		await room.says("ended by user");
		await room.keys("echo still $((40 + 2))", "Enter");
		await room.says("still 42");
	});
});

describe("attaching in a real terminal", () => {
	test("shows the session and comes back on detach, inside of tmux as well", async () => {
		const inner = privateTmux();
		await inner.tmux("new-session", "-d", "-s", "agent", "echo the agent is here; exec cat");
		onTestFinished(inner.end);
		const attach = ["tmux", "-L", inner.socket ?? "", "attach", "-t", "agent"];
		const room = await open([80, 24], { env: { ATTACH: JSON.stringify(attach) } });
		await room.keys("j", "a");
		await room.says("the agent is here");
		for (const key of "qqq is typed to the agent, every key of it") await room.keys("-l", key);
		await room.keys("Enter");
		// Once as the terminal's echo, once as the answer.
		await room.says(/(qqq is typed to the agent, every key of it\s+){2}/);
		await room.keys("C-b", "d");
		await room.says("back from infra-tf");
		const lines = await room.says(/▸ ◔ limited +infra-tf/);
		expect(lines[0]).toContain("claude-failover");
		await room.keys("j");
		await room.says(/▸ ● working +api-auth/);
	});

	test("a signal while attached ends the client first and restores the terminal", async () => {
		const inner = privateTmux();
		await inner.tmux("new-session", "-d", "-s", "agent", "echo the agent is here; exec cat");
		onTestFinished(inner.end);
		const attach = ["tmux", "-L", inner.socket ?? "", "attach", "-t", "agent"];
		const room = await open([80, 24], { env: { ATTACH: JSON.stringify(attach) } });
		await room.keys("a");
		await room.says("the agent is here");
		room.signal("SIGTERM");
		await room.says("ended by signal");
		await room.keys("echo still $((40 + 2))", "Enter");
		await room.says("still 42");
	});
});

describe("attaching with a client of the tmux around it", () => {
	/** Shows the tmux in which the rooms run on a terminal, which is a pane of yet another tmux. */
	async function terminal() {
		const screen = privateTmux();
		onTestFinished(screen.end);
		const client = ["env -u TMUX tmux -L", outer.socket, "-f /dev/null attach"].join(" ");
		await screen.tmux("new-session", "-d", "-s", "t", "-x", "100", "-y", "31", client);
		const says = async (text: string | RegExp) => {
			const look = async () => {
				const seen = await screen.tmux("capture-pane", "-p", "-t", "t");
				return typeof text === "string" ? seen.includes(text) : text.test(seen);
			};
			await waitFor(String(text), look);
		};
		const keys = (...sent: readonly string[]) => screen.tmux("send-keys", "-t", "t", ...sent);
		return { says, keys };
	}

	test("shows a session of another server in a popup, and the room again after a detach", async () => {
		const inner = privateTmux();
		await inner.tmux("new-session", "-d", "-s", "agent", "echo the agent is here; exec cat");
		onTestFinished(inner.end);
		const attach = ["tmux", "-L", inner.socket, "-f", "/dev/null", "attach", "-t", "agent"];
		const room = await open([100, 30], { env: { ATTACH: JSON.stringify(attach) } });
		const { says, keys } = await terminal();
		await says("q quit");
		await keys("a");
		await says("the agent is here");
		await keys("-l", "typed in the popup");
		await keys("Enter");
		await says(/typed in the popup[\s\S]*typed in the popup/);
		await keys("C-b", "d");
		await says(/back from web-cart/);
		await room.says(/▸ ◐ waiting +web-cart/);
	});

	test("shows a session of the same server by switching to it; the client's own keys come back", async () => {
		const attach = ["tmux", "-L", outer.socket, "-f", "/dev/null", "attach", "-t", "neighbour"];
		const room = await open([100, 30], { env: { ATTACH: JSON.stringify(attach) } });
		await outer.tmux(
			"new-session",
			"-d",
			"-s",
			"neighbour",
			"echo the neighbour is here; exec cat",
		);
		onTestFinished(async () => {
			await outer.tmux("kill-session", "-t", "neighbour");
		});
		const { says, keys } = await terminal();
		await outer.tmux("switch-client", "-t", room.name);
		await says("q quit");
		await keys("a");
		await says("the neighbour is here");
		await keys("C-b", "L");
		await says("you were shown web-cart");
	});
});

describe("ctrl-z in a real terminal", () => {
	test("gives the shell its screen, and fg brings the room back in the size of then", async () => {
		const room = await open([80, 24], { shell: "bash" });
		await room.keys("j", "C-z");
		await room.says(/Stopped/);
		await room.keys("echo still $((40 + 2))", "Enter");
		await room.says("still 42");
		await room.resize(100, 30);
		await room.keys("fg", "Enter");
		const lines = await room.says(/back; the engine went on meanwhile[\s\S]*q quit/);
		expect(lines).toHaveLength(30);
		expect(lines[0]).toContain("claude-failover");
		await room.keys("j");
		await room.says(/▸ ● working +api-auth/);
		await room.keys("q");
		await room.says("ended by user");
	});

	test("does nothing but say so where no shell could bring it back", async () => {
		const room = await open([80, 24], { alone: true });
		await room.keys("C-z");
		await room.says("no shell is here that could bring this window back");
		await room.keys("j");
		await room.says(/▸ ◔ limited +infra-tf/);
	});
});
