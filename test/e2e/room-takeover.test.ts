import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { openJournal } from "../../src/state/journal.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { type PrivateTmux, privateTmux } from "../support/private-tmux.ts";
import { waitFor } from "../support/wait-for.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");

let terminal: PrivateTmux;
let stage: Stage;
let daemon: Daemon | null;

beforeEach(async () => {
	daemon = null;
	terminal = privateTmux();
	stage = await setStage({
		accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
		dedicated: 1,
		autonomous: 0,
	});
	const variables = ["HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"];
	await terminal.tmux(
		...["new-session", "-d", "-s", "room", "-x", "160", "-y", "30", "-e", "LANG=C.UTF-8"],
		...variables.flatMap((name) => ["-e", `${name}=${stage.environment[name]}`]),
		...["sh", "-c", 'PS1="$ " exec sh'],
	);
});
afterEach(async () => {
	await terminal.end();
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

async function open(...words: readonly string[]): Promise<void> {
	const line = [process.execPath, PROGRAM, "--config", stage.configFile, ...words].join(" ");
	await terminal.tmux("send-keys", "-t", "=room:", `clear; ${line}; echo "ended with $?"`, "Enter");
}

const screen = (): Promise<string> => terminal.tmux("capture-pane", "-p", "-J", "-t", "=room:");

async function see(text: RegExp): Promise<string> {
	let last = "";
	const look = async (): Promise<string | null> => {
		last = await screen();
		return text.test(last) ? last : null;
	};
	return waitFor(`the screen to show ${text}`, look, 60_000).catch((error) => {
		throw new Error(`${error}\n${last}`);
	});
}

test("a room that cannot attach to a stopped daemon offers to take over, and does so with --takeover", async () => {
	daemon = await startDaemon(stage);
	const before = await waitFor("the session", async () => {
		const [session] = (await daemon?.status())?.sessions ?? [];
		return session?.state === "idle" ? session : null;
	});
	daemon.child.kill("SIGSTOP");
	await open();
	expect(await see(/ended with 1/)).toContain("claude-failover --takeover");
	expect(daemon.child.signalCode).toBeNull();
	await open("--takeover");
	await see(/idle\s+ccl-0\s+a\s/);
	expect(daemon.child.signalCode).toBe("SIGKILL");
	const [after] = JSON.parse((await ccf(stage.environment, "sessions", "--json")).out).sessions;
	expect(after).toMatchObject({ name: "ccl-0", conversation: before.conversation });
	expect(after.incarnation).toEqual(before["incarnation"]);
});

test("a room closes and says why when a newer engine took over from the one behind it", async () => {
	await open();
	await see(/idle\s+ccl-0\s+a\s/);
	const newer = openJournal(join(stage.config.paths.stateDir, "state.db"));
	newer.nextEpoch();
	newer.close();
	// The next thing that the old one would record; or something else was faster, and nobody answers any more.
	expect((await ccf(stage.environment, "pause")).code).not.toBe(0);
	expect(await see(/ended with 1/)).toContain("the engine ended: a newer engine took over");
});
