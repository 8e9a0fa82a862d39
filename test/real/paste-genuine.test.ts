import { afterEach, expect, test } from "vitest";
import { EMPTY_BOX } from "../../src/engine/claude/input-box.ts";
import { systemTmux } from "../../src/engine/tmux/system-tmux.ts";
import type { Pane } from "../../src/engine/tmux/tmux.ts";
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

test("genuine program: a line is pasted into its empty box, and not while text stands in it", async () => {
	world = await startGenuineWorld({ accounts: [{ name: "a", kind: "login" }] });
	server = privateTmux();
	const tmux = systemTmux(server, { epoch: 1, owner: "me" }, process.env);
	await tmux.claim();
	const variables = { ...cleanEnv(world.root), ...world.accountEnv("a") };
	const home = { CLAUDE_CONFIG_DIR: world.homes["a"] ?? "", TERM: "screen" };
	const words = Object.entries({ ...variables, ...home }).map(([key, value]) => `${key}=${value}`);
	const program = [world.claudePath, "--model", "sonnet", "--settings", '{"tui":"default"}'];
	const argv = ["/usr/bin/env", "-i", ...words, ...program, "first [[say:one]]"];
	await tmux.start({ name: "one", cwd: world.projectDir, argv, incarnation: "life-1" });
	const list = await tmux.listPanes();
	const [pane] = list.kind === "ok" ? list.panes : [];
	const { id, pid } = pane as Pane;
	const box = { pane: id, pid, incarnation: "life-1", ...EMPTY_BOX, untouchedSince: Date.now() };
	const shown = async (): Promise<string> => ((await tmux.capture(id, 50)) ?? []).join("\n");
	await waitFor("the first answer", async () => /●.*one/.test(await shown()));

	await server.tmux("send-keys", "-t", id, "-l", "half");
	await waitFor("the text", async () => /❯.half/.test(await shown()));
	expect(await tmux.paste(box, "Read it. [[say:two]]")).toEqual({ kind: "changed" });
	for (let n = 0; n < "half".length; n++) await server.tmux("send-keys", "-t", id, "BSpace");
	await waitFor("the empty box", async () => !(await shown()).includes("half"));

	await waitFor("the box to take it", async () => {
		const { kind } = await tmux.paste(box, "Read it. [[say:two]]");
		return kind === "ok";
	});
	await waitFor("the second answer", async () => /●.*two/.test(await shown()));
});
