import { join } from "node:path";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectControl } from "../../src/engine/control/remote-client.ts";
import { statusView } from "../../src/engine/control/views/status.ts";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import type { EngineClient, Snapshot } from "../../src/state/client.ts";
import { type Asker, askerOf, newClient } from "../engine/control/mcp/asker.ts";
import { type AttachedRooms, attachRooms } from "../support/attached-room.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { jobsOn } from "../support/jobs.ts";
import { digest, type StatesByPlace, statesByPlace } from "../support/states-by-place.ts";
import { waitFor } from "../support/wait-for.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");
const ROOMS = ["left", "right"] as const;
const JOBS = [1, 2, 3, 4];

let stage: Stage;
let daemon: Daemon | null;
let rooms: AttachedRooms | null;
let states: StatesByPlace;
const replicas: EngineClient[] = [];

const socket = (): string => join(stage.config.paths.runtimeDir, "control.sock");

beforeEach(async () => {
	[daemon, rooms] = [null, null];
	stage = await setStage({
		accounts: ["a", "b"].map((name) => ({ name, fiveHour: { limitUnits: 10_000 } })),
		dedicated: 1,
		autonomous: 3,
		world: { spinnerMs: 0 },
	});
	daemon = await startDaemon(stage);
	states = await statesByPlace(socket());
});
afterEach(async () => {
	states.close();
	for (const replica of replicas.splice(0)) await replica.close();
	await rooms?.end();
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

async function replica(): Promise<Seen> {
	const made = await connectControl(socket(), { now: Date.now });
	if (made.kind !== "ok") throw new Error(made.kind);
	const seen: Seen = { client: made.client, digests: new Map() };
	replicas.push(made.client);
	const note = ({ seq, state }: Snapshot): void => void seen.digests.set(seq, digest(state));
	note(made.client.store.getState());
	made.client.store.subscribe(note);
	return seen;
}

/** A client that holds a copy of the state, and the digest of it at each place where it stood. */
interface Seen {
	readonly client: EngineClient;
	readonly digests: Map<number, string>;
}

async function attachMcp(): Promise<Asker> {
	const env = Object.entries(stage.environment).flatMap(([k, v]) => (v ? [[k, v]] : []));
	const client = newClient();
	await client.connect(
		new StdioClientTransport({
			...{ command: process.execPath, args: [PROGRAM, "mcp", "--config", stage.configFile] },
			...{ env: Object.fromEntries(env), cwd: stage.project },
		}),
	);
	return askerOf(client);
}

/** What a status says, without what only says when it was asked. */
interface Told {
	readonly seq: number;
	readonly at: number;
}

/** Asks again and again until `end`, which gives every answer. */
function asking<T>(ask: () => Promise<T>): { end(): Promise<readonly T[]> } {
	const answers: T[] = [];
	let ended = false;
	const loop = (async () => {
		while (!ended) {
			answers.push(await ask());
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	})();
	return {
		async end() {
			ended = true;
			await loop;
			answers.push(await ask());
			return answers;
		},
	};
}

/** A status is the view of one state at one moment: made again from our own copy of that state it is the same. */
function expectOurStates(told: readonly Told[]): void {
	expect(new Set(told.map(({ seq }) => seq)).size).toBeGreaterThan(5);
	for (const one of told) {
		const state = states.at(one.seq);
		if (state === undefined) throw new Error(`nobody was told of event ${one.seq}`);
		expect([one.seq, digest(one)]).toEqual([one.seq, digest(statusView(state, one.at))]);
	}
}

/** Without the clock in its corner, and without what counts the seconds. */
const atRest = (screen: string): string =>
	screen.replace(/\d+:\d\d(:\d\d)?/g, "…").replace(/\b\d+ ?(ms|s|m|h)\b/g, "…");

test("two control rooms, two replicas, an MCP client and the socket see the same state at the same place, through a failover", async () => {
	const seen = [await replica(), await replica()];
	rooms = await attachRooms(stage, ROOMS);
	await using asker = await attachMcp();
	const byMcp = asking(async () => (await asker.call("get_status")).view as Told);
	const bySocket = asking(async () => {
		const { out } = await ccf(stage.environment, "status", "--json");
		return JSON.parse(out) as Told;
	});

	const jobs = jobsOn(stage);
	await jobs.add(...JOBS);
	const { client } = seen[0] as Seen;
	const state = () => client.store.getState().state;
	await waitFor("three to be in their first tool", () => {
		const turns = Object.values(state().sessions).filter((s) => s.turn?.toolInFlight);
		return turns.length === 3;
	});
	spendTo(stage.world, stage.keys["a"] ?? "", "five_hour", 0.92);
	await jobs.openGate();
	await waitFor("the switch to end", () => state().switches[0], 90_000);
	await waitFor(
		"all jobs to be done",
		() => state().tasks.count((t) => t.state === "done") === JOBS.length,
		90_000,
	);
	expect(state()).toMatchObject({ active: "b", switches: [{ outcome: "done" }] });

	expectOurStates(await byMcp.end());
	expectOurStates(await bySocket.end());
	await waitFor("both replicas to be where the stream is", () =>
		seen.every((one) => one.digests.has(states.last())),
	);
	for (const { digests } of seen) {
		expect(digests.size).toBeGreaterThan(20);
		for (const [seq, ours] of digests) {
			expect([seq, ours]).toEqual([seq, digest(states.at(seq)?.state)]);
		}
	}
	const [left, right] = await waitFor("both rooms to show the same", async () => {
		const [one = "", other = ""] = await Promise.all(ROOMS.map((room) => rooms?.screen(room)));
		return atRest(one) === atRest(other) ? [one, other] : null;
	});
	for (const screen of [left, right]) expect(screen).toMatch(/b ● ok active/);
});
