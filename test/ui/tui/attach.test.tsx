import { describe, expect, test } from "vitest";
import { socketOf } from "../../../src/ui/tui/tmux-around.ts";
import { afternoon } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const uid = process.getuid?.() ?? 0;
const ENV = { PATH: "/bin", TERM: "tmux-256color", TMUX: "/run/mine,1,0", TMUX_PANE: "%3" };
const POOL = ["tmux", "-L", "ccl", "attach", "-t", "web-cart"];

/** A room inside of a tmux with these clients, which does what it is told. */
function inside(clients: string, env: NodeJS.ProcessEnv = ENV, code = 0) {
	return openRoom(afternoon(), {
		env,
		aside: (words) =>
			words.includes("list-clients") ? { code: 0, out: clients } : { code, out: "" },
	});
}

describe("attaching inside of tmux", () => {
	test("opens a popup over the client that was used last", async () => {
		const room = inside("0 100 3.3a /dev/pts/1\n0 200 3.3a /dev/pts/2\n1 300 3.3a reader\n");
		await room.press("a");
		await room.says("back from web-cart");
		const popup = ["display-popup", "-c", "/dev/pts/2", "-E", "-w", "95%", "-h", "95%"];
		const clean = ["env", "-u", "TMUX", "-u", "TMUX_PANE"];
		expect(room.asides.at(-1)).toEqual(["tmux", "-S", "/run/mine", ...popup, ...clean, ...POOL]);
		expect(room.children).toEqual([]);
	});

	test("says so when the client in the popup failed", async () => {
		const room = inside("0 100 3.4 /dev/pts/1\n", ENV, 1);
		await room.press("a");
		await room.says("attaching to web-cart ended with code 1");
	});

	test("switches the client where that very server has the session", async () => {
		const socket = `/tmp/tmux-${uid}/ccl`;
		const room = inside("0 100 3.3a /dev/pts/1\n", { ...ENV, TMUX: `${socket},1,0` });
		await room.press("a");
		await room.says("you were shown web-cart; your own tmux keys (prefix L) come back here");
		const words = ["switch-client", "-c", "/dev/pts/1", "-t", "web-cart"];
		expect(room.asides.at(-1)).toEqual(["tmux", "-S", socket, ...words]);
	});

	test.each([
		["is too old for popups", "0 100 3.1c /dev/pts/1\n"],
		["shows this window to nobody", "1 100 3.3a reader\n"],
	])("hands the terminal over where that tmux %s", async (_, clients) => {
		const room = inside(clients);
		await room.press("a");
		await room.says("back from web-cart");
		expect(room.asides).toHaveLength(1);
		expect(room.children.map(({ words }) => words)).toEqual([POOL]);
	});

	test("is open to a read-only room", async () => {
		const room = openRoom(afternoon(), { readonly: true, env: ENV });
		await room.press("a");
		await room.says("back from web-cart");
	});
});

test("the socket of a server is told by its words, else by the environment", () => {
	expect(socketOf(["tmux", "-S", "/run/x", "attach"], {})).toBe("/run/x");
	expect(socketOf(POOL, { TMUX_TMPDIR: "/run/t" })).toBe(`/run/t/tmux-${uid}/ccl`);
	expect(socketOf(["tmux", "attach"], {})).toBe(`/tmp/tmux-${uid}/default`);
});
