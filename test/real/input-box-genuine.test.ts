import { afterEach, expect, test } from "vitest";
import { draftIn } from "../../src/engine/claude/input-box.ts";
import { PANE_FORMAT, parsePanes } from "../../src/engine/tmux/panes.ts";
import { type PrivateTmux, privateTmux } from "../support/private-tmux.ts";
import { cleanEnv } from "../support/real-rig/clean-env.ts";
import { type GenuineWorld, startGenuineWorld } from "../support/real-rig/start-genuine-world.ts";
import { waitFor } from "../support/wait-for.ts";

let world: GenuineWorld;
let server: PrivateTmux;

afterEach(async () => {
	const pid = Number(await server.tmux("list-panes", "-a", "-F", "#{pane_pid}"));
	await server.end();
	await waitFor("the program to be gone", () => !isAlive(pid));
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

/** What the product would say of the input box now. */
async function draft(): Promise<boolean | null> {
	const [pane] = parsePanes(await server.tmux("list-panes", "-a", "-F", PANE_FORMAT));
	const rows = (await server.tmux("capture-pane", "-p", "-t", "=one:")).split("\n");
	return pane?.cursor === undefined ? null : draftIn(rows, pane.cursor);
}
const press = (...keys: readonly string[]) => server.tmux("send-keys", "-t", "=one:", ...keys);
const toBe = (wanted: boolean | null) =>
	waitFor(`the box to read ${wanted}`, async () => (await draft()) === wanted);

test("genuine program: text in its input box is seen, on one row and on two, and is gone when it is erased", async () => {
	world = await startGenuineWorld({ accounts: [{ name: "a", kind: "login" }] });
	server = privateTmux();
	const variables = { ...cleanEnv(world.root), ...world.accountEnv("a") };
	const home = { CLAUDE_CONFIG_DIR: world.homes["a"] ?? "", TERM: "screen" };
	const words = Object.entries({ ...variables, ...home }).map(([key, value]) => `${key}=${value}`);
	const program = [world.claudePath, "--model", "sonnet", "--settings", '{"tui":"default"}'];
	const size = ["-x", "120", "-y", "40", "-c", world.projectDir];
	await server.tmux("new-session", "-d", "-s", "one", ...size, "env", "-i", ...words, ...program);
	await toBe(false);
	await press("-l", "hello");
	await toBe(true);
	await press("C-j");
	await press("-l", "there");
	await toBe(true);
	for (let n = 0; n < "hello there".length; n++) await press("BSpace");
	await toBe(false);
	expect(await draft()).toBe(false);
});
