import { nearest } from "../../../engine/config/nearest.ts";
import { connectControl } from "../../../engine/control/remote-client.ts";
import { SCHEMA_VERSION } from "../../../engine/control/views/schema-version.ts";
import type { RestorePlan, RestoreReply } from "../../../state/checkpoint-client.ts";
import type { EngineClient, Refusal } from "../../../state/client.ts";
import { plain } from "../../tui/present/plain.ts";
import { type Args, has, lastValue } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { ask } from "../init/ask.ts";
import { complain, controlSocket, type Io, isTerminal, say } from "../io.ts";
import { jsonText } from "../print/json.ts";
import { sayNoDaemon, sayRefusedByDaemon, withRemedy } from "../talk.ts";
import { findCheckpoint } from "./find.ts";
import { restoreLines } from "./restore-lines.ts";

/** `claude-failover checkpoints restore ID`: shows the plan, asks, runs it. */
export async function restore(args: Args, io: Io): Promise<number> {
	if (!has(args, "yes") && !has(args, "dry-run") && (has(args, "json") || !isTerminal(io))) {
		complain(io, "nothing can be asked here: add --dry-run to look, or --yes to restore");
		return EXIT.usage;
	}
	const found = await findCheckpoint(io, args.words[1] ?? "");
	if (found.kind === "exit") return found.code;
	const connection = await connectControl(controlSocket(io), { now: io.now });
	if (connection.kind === "no-daemon") return sayNoDaemon(io);
	if (connection.kind === "refused") return sayRefusedByDaemon(io, connection.why);
	try {
		return await planAndRun(connection.client, found.body, args, io);
	} catch (error) {
		complain(io, plain(error instanceof Error ? error.message : String(error)));
		return EXIT.failed;
	} finally {
		await connection.client.close();
	}
}

async function planAndRun(
	client: EngineClient,
	checkpoint: string,
	args: Args,
	io: Io,
): Promise<number> {
	const account = lastValue(args, "account");
	const unknown = unknownAccount(client, account);
	if (unknown !== null) {
		complain(io, plain(unknown));
		return EXIT.usage;
	}
	const json = has(args, "json");
	const reply = await client.checkpoints.planRestore({
		checkpoint,
		account,
		fresh: has(args, "new"),
	});
	if (reply.kind === "refused") return refuse(null, reply, json, io);
	const { plan } = reply;
	if (!json) for (const line of restoreLines(plan)) say(io, line);
	const failed = plan.preconditions.filter(({ ok }) => !ok);
	if (failed.length > 0) return refuse(plan, reasonsOf(failed), json, io);
	if (has(args, "dry-run")) {
		if (json) sayResult(io, { plan });
		return EXIT.done;
	}
	if (!has(args, "yes") && !(await ask("Restore it?", false, io))) {
		say(io, "nothing was done");
		return EXIT.done;
	}
	return runPlan(client, plan, json, io);
}

async function runPlan(
	client: EngineClient,
	plan: RestorePlan,
	json: boolean,
	io: Io,
): Promise<number> {
	const done = await client.checkpoints.runRestore(plan.id);
	if (done.kind === "refused") return refuse(plan, done, json, io);
	if (json) sayResult(io, { plan, restored: done });
	else say(io, plain(`${done.session} starts on ${done.account} with ${done.conversation}`));
	return EXIT.done;
}

function unknownAccount({ store }: EngineClient, name: string | null): string | null {
	const names = Object.keys(store.getState().state.accounts);
	if (name === null || names.includes(name)) return null;
	const known = nearest(name, names);
	const hint = known === null ? `there are: ${names.join(", ")}` : `did you mean ${known}?`;
	return `there is no account "${name}"; ${hint}`;
}

function reasonsOf(failed: RestorePlan["preconditions"]): Refusal {
	const why = failed.map(({ detail, remedy }) => withRemedy(detail, remedy)).join(". ");
	return { kind: "refused", why, remedy: "" };
}

function refuse(plan: RestorePlan | null, { why, remedy }: Refusal, json: boolean, io: Io): number {
	const text = withRemedy(why, remedy);
	if (json) sayResult(io, { plan, refused: text });
	complain(io, `refused: ${plain(text)}`);
	return EXIT.refused;
}

interface Result {
	readonly plan: RestorePlan | null;
	readonly restored?: Extract<RestoreReply, { kind: "done" }>;
	readonly refused?: string;
}

function sayResult(io: Io, { plan, restored, refused }: Result): void {
	const { session, account, conversation } = restored ?? {};
	const result = {
		plan,
		restored: restored === undefined ? null : { session, account, conversation },
		refused: refused ?? null,
	};
	say(io, jsonText({ schemaVersion: SCHEMA_VERSION, ...result }, 2));
}
