import { spawn } from "node:child_process";
import { once } from "node:events";
import { runTmux } from "../../src/engine/tmux/run.ts";
import type { RegistryWatch } from "./registry-watch.ts";
import { type LogLine, PROGRAM, type Rig } from "./rig.ts";
import { until } from "./wait.ts";

/** Runs `claude-failover switch WORDS` as an operator would. */
export async function switchByHand(rig: Rig, ...words: readonly string[]): Promise<void> {
	const args = [PROGRAM, "switch", ...words, "--yes", "--json"];
	const child = spawn(process.execPath, args, { env: rig.stage.environment, stdio: "ignore" });
	const [code] = (await once(child, "exit")) as [number | null];
	if (code !== 0) throw new Error(`switch ${words.join(" ")} ended with ${code}`);
}

/** The log lines of the `nth` switch of a rig (from 1), from its begin to its end, in which all sessions moved. */
export async function switched(rig: Rig, nth: number): Promise<readonly LogLine[]> {
	const look = async (): Promise<readonly LogLine[] | null> => {
		const lines = await rig.log();
		const at = (type: string): number =>
			lines.flatMap((line, i) => (line.event.type === type ? [i] : []))[nth - 1] ?? -1;
		const end = at("switch.ended");
		return end < 0 ? null : lines.slice(at("switch.begun"), end + 1);
	};
	const log = await until(`switch ${nth} to end`, look, { timeoutMs: 240_000 });
	const end = log.at(-1)?.event;
	if (end?.["outcome"] !== "done") throw new Error(`the switch ended: ${JSON.stringify(end)}`);
	return log;
}

/** From the begin of a switch to its end, in ms. */
export function durationOf(log: readonly LogLine[]): number {
	return Date.parse(log.at(-1)?.time ?? "") - Date.parse(log[0]?.time ?? "");
}

/** One session on its way: when it was about to be stopped (epoch ms), and its new process. */
export interface Journey {
	readonly session: string;
	readonly conversation: string;
	readonly pid: number;
	readonly stoppedAt: number;
	/** Its turn was cut: it goes on with a prompt. */
	readonly continues: boolean;
}

/** The journeys of a switch: each from the last record before the SIGTERM. */
export function journeysOf(log: readonly LogLine[]): readonly Journey[] {
	const stopped = new Map<unknown, number>();
	return log.flatMap(({ time, event }): Journey[] => {
		const session = String(event["session"]);
		if (event.type === "move.stepped" && event["step"] === "checkpointed") {
			stopped.set(session, Date.parse(time));
		}
		const stoppedAt = stopped.get(session);
		if (event.type !== "session.launched" || stoppedAt === undefined) return [];
		const life = event["incarnation"] as Record<"pid", number> & Record<string, string>;
		const { pid, conversation = "", carries } = life;
		return [{ session, conversation, pid, stoppedAt, continues: carries === "continue" }];
	});
}

/** The gap of each: until its new process is listed in the target's home. */
export function gapsUntilListed(
	journeys: readonly Journey[],
	registry: RegistryWatch,
): Promise<readonly number[]> {
	return Promise.all(journeys.map(async (j) => (await registry.listed(j.pid)) - j.stoppedAt));
}

/** Types a line into a session, as its operator would. */
export async function typeInto(rig: Rig, session: string, text: string): Promise<void> {
	const { config, environment } = rig.stage;
	const server = { program: "tmux", socket: config.tmux.socket, configFile: "/dev/null" };
	for (const words of [["-l", text], ["Enter"]]) {
		const answer = await runTmux(
			server,
			["send-keys", "-t", `=${session}:`, ...words],
			environment,
		);
		if (answer.kind !== "ok") throw new Error(`tmux: ${JSON.stringify(answer)}`);
	}
}

/** Gives every session of a rig a conversation that has begun. */
export async function beginConversations(rig: Rig, sessions: readonly string[]): Promise<void> {
	await rig.allIdle(sessions.length);
	for (const session of sessions) await typeInto(rig, session, "hello");
	await until("all first turns to end", async () => {
		const ended = (await rig.log()).filter(({ event }) => event.type === "turn.ended");
		return new Set(ended.map(({ event }) => event["session"])).size === sessions.length
			? true
			: null;
	});
	await rig.allIdle(sessions.length);
}
