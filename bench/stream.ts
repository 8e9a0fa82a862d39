import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./lib/bench.ts";
import type { Figure } from "./lib/figure.ts";
import { dropHook } from "./lib/payloads.ts";
import { poolAtWork } from "./lib/pool-at-work.ts";
import { onRig, type Rig } from "./lib/rig.ts";
import type { StandIn } from "./lib/stand-ins.ts";
import type { StreamReport } from "./lib/stream-readers.ts";

const SESSIONS = 50;

/** One more never reads. */
const READERS = 49;

/** Hooks of tools a second, beside those that sessions at work drop anyway; each is an event. */
const RATE = 125;
const SECONDS = 40;
const FLOOR_SECONDS = 10;

/** A little less than the most that is shown of a tool's call. */
const COMMAND = `npm test -- ${"--reporter=dot ".repeat(6)}`;

/** About what such an event is as JSON. */
const EVENT_BYTES = 300;

/** How far behind the store its readers are. */
export const stream: Bench = {
	name: "stream",
	what: `${READERS + 1} readers of the event stream, one of them stands still, at ${RATE + SESSIONS / 2} events a second`,
	run: () =>
		onRig(
			{
				accounts: ["a", "b"].map((name) => ({ name, fiveHour: { limitUnits: 10_000 } })),
				dedicated: SESSIONS,
				autonomous: 0,
			},
			measure,
		),
};

async function measure(rig: Rig): Promise<readonly Figure[]> {
	const pool = await poolAtWork(rig, SESSIONS, () => "a");
	try {
		const bare = await atBareServer(rig);
		const ours = await readers(rig.socket, false, async () => {
			await burst(pool.sessions);
			// Then nothing happens any more: two who read must come to stand at the same place.
			pool.stop();
		});
		return figures(ours, bare);
	} finally {
		pool.stop();
	}
}

/** Drops hooks at the pace, evenly over all sessions. */
async function burst(sessions: readonly StandIn[]): Promise<void> {
	const begun = performance.now();
	for (let nth = 0; nth < RATE * SECONDS; ) {
		const due = ((performance.now() - begun) / 1000) * RATE;
		for (; nth < due; nth++) {
			const one = sessions[nth % sessions.length];
			const event = Math.floor(nth / sessions.length) % 2 === 0 ? "PreToolUse" : "PostToolUse";
			const tool_input = { command: `${COMMAND}${nth}` };
			if (one !== undefined) dropHook(one, event, { tool_name: "Bash", tool_input });
		}
		await sleep(4);
	}
}

/** Attaches the readers in a process of their own, lets `happen` happen, and gives what they got. */
async function readers(
	socket: string,
	bare: boolean,
	happen: () => Promise<void>,
): Promise<StreamReport> {
	const program = join(import.meta.dirname, "lib", "stream-readers.ts");
	const words = [socket, String(READERS), ...(bare ? ["bare"] : [])];
	const child = spawn(process.execPath, ["--no-warnings", program, ...words], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	try {
		await once(child.stdout, "data");
		const told = text(child.stdout);
		await happen();
		child.stdin.end();
		return JSON.parse(await told) as StreamReport;
	} finally {
		child.kill();
	}
}

/** The same readers at a server that does nothing else, beside the same daemon at work. */
async function atBareServer({ stage }: Rig): Promise<StreamReport> {
	const socket = join(stage.root, "bare.sock");
	const program = join(import.meta.dirname, "lib", "bare-stream.mjs");
	const words = [socket, String(RATE), String(EVENT_BYTES)];
	const server: ChildProcess = spawn(process.execPath, [program, ...words], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	try {
		if (server.stdout !== null) await once(server.stdout, "data");
		return await readers(socket, true, async () => {
			server.stdin?.write("go\n");
			await sleep(FLOOR_SECONDS * 1000);
		});
	} finally {
		server.kill();
	}
}

function figures(ours: StreamReport, bare: StreamReport): readonly Figure[] {
	const what = "the same readers at a bare node:http server";
	const delay = (name: "p50" | "p95" | "most"): Figure => ({
		name: `stream.${name}`,
		value: ours[name],
		unit: "ms",
		floor: { value: bare[name], what },
		bar: name === "p95" ? { of: "value", most: 20 } : null,
	});
	const never = (name: string, value: number): Figure => ({
		name: `stream.${name}`,
		value,
		unit: "times",
		floor: { value: 0, what: "never" },
		bar: { of: "value", most: 0, exact: true },
	});
	const { cut = false, reset = false, same = false } = ours.frozen ?? {};
	return [
		delay("p50"),
		delay("p95"),
		delay("most"),
		{
			name: "stream.rate",
			value: ours.events / SECONDS,
			unit: "events/s",
			better: "more",
			floor: { value: RATE, what: "hooks that are dropped beside those of the work" },
			bar: { of: "ratio", most: 1.05 },
		},
		never("wrong", ours.wrong),
		never("frozen.kept", cut ? 0 : 1),
		never("frozen.unreset", reset ? 0 : 1),
		never("frozen.differs", same ? 0 : 1),
	];
}
