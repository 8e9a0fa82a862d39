import { createInterface } from "node:readline/promises";
import { nearest } from "../../engine/config/nearest.ts";
import { connectControl } from "../../engine/control/remote-client.ts";
import { SCHEMA_VERSION } from "../../engine/control/views/schema-version.ts";
import type { EngineClient, Plan, PlanAsk } from "../../state/client.ts";
import type { State, Switch } from "../../state/model.ts";
import { plain } from "../tui/present/plain.ts";
import { type Args, has, lastValue } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, controlSocket, type Io, isTerminal, say } from "./io.ts";
import { parseTime, TIMES } from "./parse-time.ts";
import { jsonText } from "./print/json.ts";
import { planLines, refusalText } from "./print/plan.ts";
import { moment } from "./print/times.ts";
import { progressFor } from "./progress/choose.ts";
import { followSwitch, silent } from "./progress/follow.ts";
import { cancelSwitch, scheduleSwitch } from "./switch-later.ts";
import { sayNoDaemon, sayRefusedByDaemon, withRemedy } from "./talk.ts";

/** `claude-failover switch`: shows the plan, asks, runs it, and tells what happens until it ended. */
export async function run(args: Args, io: Io): Promise<number> {
	const quiet = has(args, "json") && !has(args, "cancel");
	if (quiet && !has(args, "yes") && !has(args, "dry-run")) {
		return misuse(io, "switch --json does not ask: add --dry-run to look or --yes to run");
	}
	const connection = await connectControl(controlSocket(io), { now: io.now });
	if (connection.kind === "no-daemon") return sayNoDaemon(io);
	if (connection.kind === "refused") return sayRefusedByDaemon(io, connection.why);
	try {
		return await planAndRun(connection.client, args, io);
	} catch (error) {
		complain(io, plain(error instanceof Error ? error.message : String(error)));
		return EXIT.failed;
	} finally {
		await connection.client.close();
	}
}

async function planAndRun(client: EngineClient, args: Args, io: Io): Promise<number> {
	if (has(args, "cancel")) return cancelSwitch(client, args, io);
	const id = lastValue(args, "plan");
	if (id !== null) return runShown(client, id, args, io);
	const ask = askOf(args);
	const unknown = unknownName(client.store.getState().state, ask.to, ask.sessions ?? []);
	if (unknown !== null) return misuse(io, unknown);
	const time = lastValue(args, "at");
	return time === null ? planNow(client, ask, args, io) : planLater(client, ask, time, args, io);
}

async function planNow(client: EngineClient, ask: PlanAsk, args: Args, io: Io): Promise<number> {
	const plan = await client.planSwitch(ask);
	const json = has(args, "json");
	if (!json) for (const line of planLines(plan)) say(io, line);
	const obstacle = obstacleIn(plan);
	if (obstacle !== null) return refuse(plan, obstacle, json, io);
	if (has(args, "dry-run")) {
		if (json) sayResult(io, { plan });
		return EXIT.done;
	}
	const answer = has(args, "yes") ? "yes" : await confirm(io);
	if (answer === "yes") return runPlan(client, plan.id, plan, json, io);
	return answer === "no" ? EXIT.done : EXIT.usage;
}

/** Shows the plan as it would be now, and puts it off. */
async function planLater(
	client: EngineClient,
	ask: PlanAsk,
	time: string,
	args: Args,
	io: Io,
): Promise<number> {
	const at = parseTime(time, io.now());
	if (at === null) return misuse(io, `--at ${time}: ${TIMES}`);
	const plan = await client.planSwitch({ ...ask, purpose: "look" });
	const json = has(args, "json");
	if (!json) for (const line of planLines(plan)) say(io, line);
	if (has(args, "dry-run")) {
		if (json) sayResult(io, { plan });
		return EXIT.done;
	}
	const question = `Run it at ${moment(at, io.now())}, planned afresh?`;
	const answer = has(args, "yes") ? "yes" : await confirm(io, question);
	if (answer === "yes") return scheduleSwitch(client, ask, at, plan, args, io);
	return answer === "no" ? EXIT.done : EXIT.usage;
}

function askOf(args: Args): PlanAsk {
	const purpose = has(args, "dry-run") ? "show" : has(args, "yes") ? "run" : "look";
	const sessions = args.values.session ?? null;
	return { to: lastValue(args, "to"), sessions, force: has(args, "force"), purpose };
}

function obstacleIn(plan: Plan): string | null {
	if (plan.changed !== undefined) return `not as the dry run showed it: ${plan.changed}`;
	return plan.runnable ? null : refusalText(plan);
}

/** Runs exactly the plan of that id: nothing is planned anew. */
async function runShown(client: EngineClient, id: string, args: Args, io: Io): Promise<number> {
	const other = ["to", "session", "force", "at", "dry-run"].find(
		(name) => has(args, name) || args.values[name] !== undefined,
	);
	if (other !== undefined) return misuse(io, `--plan says it all: --${other} does not go with it`);
	const answer = has(args, "yes") ? "yes" : await confirm(io);
	if (answer === "yes") return runPlan(client, id, null, has(args, "json"), io);
	return answer === "no" ? EXIT.done : EXIT.usage;
}

/** `shown`: what was printed already. */
async function runPlan(
	client: EngineClient,
	id: string,
	shown: Plan | null,
	json: boolean,
	io: Io,
): Promise<number> {
	const { seq } = client.store.getState();
	const reply = await client.runSwitch(id);
	if (reply.kind === "refused") return refuse(shown, withRemedy(reply.why, reply.remedy), json, io);
	const plan = shown ?? reply.plan ?? null;
	if (shown === null && plan !== null && !json) for (const line of planLines(plan)) say(io, line);
	const ended = await followSwitch(client, reply.switchId, seq, json ? silent : progressFor(io));
	if (ended === null) {
		complain(io, "the daemon is gone; it finishes or rolls back the switch when it starts again");
		return EXIT.failed;
	}
	if (json) sayResult(io, { plan, switch: ended });
	return ended.outcome === "done" ? EXIT.done : EXIT.failed;
}

function refuse(plan: Plan | null, why: string, json: boolean, io: Io): number {
	if (json) sayResult(io, { plan, refused: why });
	complain(io, `refused: ${plain(why)}`);
	return EXIT.refused;
}

function misuse(io: Io, what: string): number {
	complain(io, plain(what));
	return EXIT.usage;
}

interface Result {
	readonly plan: Plan | null;
	readonly switch?: Switch;
	readonly refused?: string;
}

function sayResult(io: Io, { plan, switch: ended = undefined, refused = undefined }: Result): void {
	const result = { plan, switch: ended ?? null, refused: refused ?? null };
	say(io, jsonText({ schemaVersion: SCHEMA_VERSION, ...result }, 2));
}

async function confirm(io: Io, question = "Run it?"): Promise<"yes" | "no" | "cannot-ask"> {
	if (!isTerminal(io)) {
		complain(io, "there is no terminal to ask on: add --yes to run the plan, or --dry-run");
		return "cannot-ask";
	}
	const lines = createInterface({ input: io.stdin, output: io.stdout });
	const answer = await lines.question(`${question} [y/N] `).finally(() => lines.close());
	if (/^y(es)?$/i.test(answer.trim())) return "yes";
	say(io, "nothing was done");
	return "no";
}

function unknownName(state: State, to: string | null, sessions: readonly string[]): string | null {
	if (to !== null && !Object.hasOwn(state.accounts, to)) {
		return `there is no account "${to}"${meant(to, Object.keys(state.accounts))}`;
	}
	const missing = sessions.find((name) => !Object.hasOwn(state.sessions, name));
	if (missing === undefined) return null;
	return `there is no session "${missing}"${meant(missing, Object.keys(state.sessions))}`;
}

function meant(word: string, known: readonly string[]): string {
	const near = nearest(word, known);
	if (near !== null) return `; did you mean ${near}?`;
	return `; there are: ${known.join(", ") || "none"}`;
}
