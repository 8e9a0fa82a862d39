import { join } from "node:path";
import { assetPath } from "../../../src/engine/claude/assets.ts";
import { prepareLaunch } from "../../../src/engine/claude/launch.ts";
import { readRegistry } from "../../../src/engine/claude/registry.ts";
import { findTranscript } from "../../../src/engine/claude/transcript-find.ts";
import { Agent } from "../../simulation/agent/agent.ts";
import { diceOf } from "../../simulation/dice.ts";
import type { Gate } from "../../simulation/ports/memory-disk.ts";
import { Timeline } from "../../simulation/time.ts";
import { ROOT, World } from "../../simulation/world/world.ts";
import { hooksIn, type Played, type Side, type Start, transcriptOf } from "./shown.ts";

const open: Gate = {
	look: async (act) => act(),
	effect: async (_name, act) => act(),
};

const HOURS = 3_600_000;

/** The twin of the simulation, in a world of its own. Time passes only while something is waited for. */
export function openTwinSide(): Side {
	const timeline = new Timeline(Date.UTC(2026, 10, 22, 12));
	const dice = diceOf(1);
	const world = new World(timeline, dice, { started: () => {}, acted: () => {} }, false);
	const files = world.disk.files(open);
	for (const account of ["a", "b"]) world.provider.add(account, dice, 0.1, 0.2);
	const use = (account: string, used: number): void => {
		for (const window of world.provider.windows(account)) {
			Object.assign(window, { used, peak: used, resets: timeline.elapsed + 3 * HOURS });
		}
	};
	for (const asset of ["launcher.sh", "spool.sh"] as const)
		world.disk.put(assetPath(asset), "#!/bin/sh\n");
	world.disk.folder(join(ROOT, "launches"));
	const shared = join(ROOT, "shared", "projects");
	world.disk.folder(shared);
	for (const account of ["a", "b"]) {
		world.disk.folder(join(ROOT, "homes", account));
		world.disk.link(shared, join(ROOT, "homes", account, "projects"));
	}
	let pids = 100;

	const start = async (ask: Start): Promise<Played> => {
		pids += 1;
		const [pid, id, account] = [pids, `life-${pids}`, ask.account === "spent" ? "b" : "a"];
		if (account === "b") use("b", 1);
		const home = join(ROOT, "homes", account);
		const { argv } = await prepareLaunch(files, {
			...{ launchDir: join(ROOT, "launches", id), incarnation: id, home, cwd: join(ROOT, "app") },
			...{ claudePath: join(ROOT, "claude"), accountKind: "login", accountEnv: {}, token: null },
			...{ envPass: [], environment: {}, model: null, permissionMode: null, trusted: true },
			conversation: { kind: ask.how, id: ask.conversation },
			prompt: ask.prompt,
			settings: { spoolDir: world.spool, incarnation: id, userStatusLine: null },
			name: id,
		});
		let status: number | null = null;
		const fate = { startMs: 400, refuses: null, lingersMs: 0 };
		const agent = new Agent(world, dice, fate, (ended) => {
			status = ended;
		});
		const launch = { name: id, cwd: join(ROOT, "app"), argv, incarnation: id };
		agent.start(launch, pid, `start-${pid}`);
		const registry = async (): Promise<string> => {
			const entry = await readRegistry(files, home, pid);
			if (entry === null) return "none";
			return entry.status === "waiting" ? `waiting for ${entry.waitingFor}` : entry.status;
		};
		const until = async (what: string, probe: () => Promise<boolean>): Promise<void> => {
			for (let waited = 0; waited < 120_000; waited += 10) {
				if (await probe()) return;
				await timeline.play(10);
			}
			throw new Error(`the twin: waited in vain for ${what}`);
		};
		const hooks = () => hooksIn(files, world.spool, id);
		return {
			shown: async () => ({ hooks: await hooks(), registry: await registry() }),
			untilHook: (event) =>
				until(event, async () => (await hooks()).some((one) => one.startsWith(`${event} `))),
			untilRegistry: (words) => until(words, async () => (await registry()) === words),
			untilLimit: () =>
				until("a limit", async () => (await told(ask.conversation)).limits.length > 0),
			terminate: () => agent.terminate(),
			async end() {
				await until("its end", async () => status !== null);
				return status;
			},
		};
	};

	const told = async (conversation: string) =>
		transcriptOf(files, await findTranscript(files, shared, conversation));
	return {
		start,
		prompt(nonce, _tools, fate) {
			if (fate === "limit") use("a", 0.985);
			return `Do it. [${nonce}]`;
		},
		turns: async (conversation) => (await told(conversation)).turns,
		limits: async (conversation) => (await told(conversation)).limits,
		clearTheWay: () => use("a", 0.1),
		close: async () => {},
	};
}
