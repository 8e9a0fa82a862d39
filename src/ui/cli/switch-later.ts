import { SCHEMA_VERSION } from "../../engine/control/views/schema-version.ts";
import type { EngineClient, Plan, PlanAsk } from "../../state/client.ts";
import { plain } from "../tui/present/plain.ts";
import { type Args, has } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { complain, type Io, say } from "./io.ts";
import { jsonText } from "./print/json.ts";
import { refusalText } from "./print/plan.ts";
import { moment } from "./print/times.ts";
import { withRemedy } from "./talk.ts";

/** Puts a switch off to `at` (epoch ms). What stands against it now may be gone by then: it is told, no more. */
export async function scheduleSwitch(
	client: EngineClient,
	{ to, sessions, force }: PlanAsk,
	at: number,
	plan: Plan,
	args: Args,
	io: Io,
): Promise<number> {
	const json = has(args, "json");
	const reply = await client.scheduleSwitch({ at, to, sessions, force });
	const scheduled = reply.kind === "scheduled" ? { id: reply.id, at: reply.at } : null;
	const refused = reply.kind === "refused" ? withRemedy(reply.why, reply.remedy) : null;
	if (json) {
		const result = { schemaVersion: SCHEMA_VERSION, plan, switch: null, scheduled, refused };
		say(io, jsonText(result, 2));
	}
	if (refused !== null) return refuse(io, refused);
	if (json) return EXIT.done;
	if (!plan.runnable) say(io, plain(`now it would be refused: ${refusalText(plan)}`));
	const when = moment(at, io.now());
	say(
		io,
		`scheduled for ${when}, planned afresh then; \`claude-failover switch --cancel\` ends it`,
	);
	return EXIT.done;
}

/** `switch --cancel`: the scheduled switch is forgotten. */
export async function cancelSwitch(client: EngineClient, args: Args, io: Io): Promise<number> {
	const reply = await client.cancelSwitch();
	const refused = reply.kind === "refused" ? withRemedy(reply.why, reply.remedy) : null;
	if (has(args, "json")) {
		const result = { schemaVersion: SCHEMA_VERSION, cancelled: refused === null, refused };
		say(io, jsonText(result, 2));
	}
	if (refused !== null) return refuse(io, refused);
	if (!has(args, "json")) say(io, "the scheduled switch is cancelled");
	return EXIT.done;
}

function refuse(io: Io, why: string): number {
	complain(io, `refused: ${plain(why)}`);
	return EXIT.refused;
}
