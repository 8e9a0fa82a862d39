import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Janitor } from "../../../src/engine/janitor/janitor.ts";
import { systemTmux } from "../../../src/engine/tmux/system-tmux.ts";
import type { Pane, Tmux } from "../../../src/engine/tmux/tmux.ts";
import { type PrivateTmux, privateTmux } from "../../support/private-tmux.ts";
import { waitFor } from "../../support/wait-for.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";
import { deskOf } from "./desk.ts";

let server: PrivateTmux;
let rig: PoolRig;
let cwd: string;
beforeEach(() => {
	server = privateTmux();
	rig = poolRig();
	cwd = mkdtempSync(join(tmpdir(), "panes-"));
});
afterEach(async () => {
	rig.parts.recorder.close();
	await server.end();
});

const tmuxOf = (owner: string, epoch = 1): Tmux =>
	systemTmux(server, { epoch, owner }, process.env);
const janitor = (tmux: Tmux): Janitor => new Janitor({ ...rig.parts, tmux });

async function panes(): Promise<readonly Pane[]> {
	const list = await tmuxOf("me").listPanes();
	return list.kind === "ok" ? list.panes : [];
}

const names = async (): Promise<readonly string[]> =>
	(await panes()).map((pane) => pane.session).toSorted();

/** Starts a pane of a session; one that is to be dead has ended when this resolves. */
async function pane(name: string, is: "dead" | "alive", owner = "me"): Promise<void> {
	const script = is === "dead" ? "exit 0" : "sleep 1000";
	const argv = ["/bin/sh", "-c", script];
	await tmuxOf(owner).start({ name, cwd, argv, incarnation: `life-of-${name}` });
	if (is === "alive") return;
	await waitFor(`the end of ${name}`, async () => {
		const found = (await panes()).find((one) => one.session === name);
		// tmux 3.3a can miss under load that a child has ended: told again, it looks.
		if (found !== undefined) process.kill(Number(found.server), "SIGCHLD");
		return found?.dead;
	});
}

test("dead panes of autonomous sessions that left the pool go; nothing else does", async () => {
	await tmuxOf("me").claim();
	await pane("ccl-auto-77", "dead");
	await pane("ccl-auto-78", "alive");
	await pane("ccl-auto-79", "dead", "somebody else");
	await pane("ccl-auto-11", "dead");
	await pane("ccl-0", "dead");
	await pane("ccl-9", "dead");
	await pane("ccl-auto-notes", "dead");
	await janitor(tmuxOf("me")).tidy();
	expect(await names()).toEqual([
		"ccl-0",
		"ccl-9",
		"ccl-auto-11",
		"ccl-auto-78",
		"ccl-auto-79",
		"ccl-auto-notes",
	]);
	expect(deskOf(rig).said("janitor.tidied")).toEqual([
		expect.objectContaining({ what: "pane", count: 1, names: ["ccl-auto-77"] }),
	]);
});

test("a session whose pane was removed starts in a new one", async () => {
	const tmux = tmuxOf("me");
	await tmux.claim();
	await pane("ccl-auto-77", "dead");
	await janitor(tmux).tidy();
	expect(await names()).toEqual([]);
	await pane("ccl-auto-77", "alive");
	expect(await panes()).toMatchObject([{ session: "ccl-auto-77", owner: "me", dead: false }]);
});

test("an engine that a newer one has replaced removes no pane, and does not say that it did", async () => {
	await tmuxOf("me", 1).claim();
	await pane("ccl-auto-77", "dead");
	await tmuxOf("me", 2).claim();
	const { items } = await janitor(tmuxOf("me", 1)).tidy();
	expect([items, await names()]).toEqual([[], ["ccl-auto-77"]]);
});

test("of a session that the state still knows, its kind tells, not its name", async () => {
	const { recorder, tmux } = rig.parts;
	const about = { project: rig.projects.app, move: "auto", keepAlive: true } as const;
	recorder.commit(
		{ type: "session.registered", session: "ccl-auto-77", kind: "dedicated", ...about },
		{ type: "session.registered", session: "left-over", kind: "autonomous", ...about },
	);
	for (const name of ["ccl-auto-77", "left-over"]) {
		const started = await tmux.start({ name, cwd, argv: ["sh"], incarnation: name });
		if (started.kind === "ok") rig.machine.end(started.pid, 0);
	}
	await new Janitor(rig.parts).tidy();
	expect(rig.machine.panes.map((one) => one.session)).toEqual(["ccl-auto-77"]);
});

test("a pane that somebody looks at stays until they leave", async () => {
	const started = await rig.parts.tmux.start({
		...{ name: "ccl-auto-77", cwd, argv: ["sh"], incarnation: "life" },
	});
	if (started.kind === "ok") rig.machine.end(started.pid, 0);
	const attach = (attached: number): void => {
		rig.machine.panes = rig.machine.panes.map((one) => ({ ...one, attached }));
	};
	attach(1);
	await new Janitor(rig.parts).tidy();
	expect(rig.machine.panes).toHaveLength(1);
	attach(0);
	await new Janitor(rig.parts).tidy();
	expect(rig.machine.panes).toEqual([]);
});

test("the pool starts a session anew when the pane that it had left was removed", async () => {
	await rig.up("ccl-auto-11");
	await rig.pool.stop("ccl-auto-11", "the test wants it");
	const [left] = rig.machine.panes;
	await rig.parts.tmux.remove(left?.id ?? "");
	await rig.up("ccl-auto-11");
	expect(rig.machine.panes).toMatchObject([{ session: "ccl-auto-11", dead: false }]);
	expect(rig.session("ccl-auto-11").incarnation?.pid).not.toBe(left?.pid);
});
