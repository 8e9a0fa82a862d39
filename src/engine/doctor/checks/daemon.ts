import type { Account, LoopHealth } from "../../../state/model.ts";
import { takeSnapshot } from "../../control/remote/snapshot.ts";
import { lockHolder } from "../../lock-holder.ts";
import { type Check, type Configured, fail, pass, warn } from "../check.ts";

/** The running daemon, and what only it knows: accounts that are refused, loops that gave up. */
export async function checkDaemon(world: Configured): Promise<readonly Check[]> {
	const answer = await takeSnapshot(world.socket);
	if (answer.kind === "no-daemon") return [await checkLock(world)];
	if (answer.kind === "refused") {
		const remedy = "see the reason; `claude-failover status` uses the same socket";
		return [fail("daemon", `${world.socket} cannot be used: ${answer.why}`, remedy)];
	}
	const { state } = answer.snapshot;
	return [
		pass("daemon", `process ${answer.pid} answers on ${world.socket}`),
		...Object.values(state.accounts).flatMap(troubleOf),
		...Object.values(state.loops).flatMap(lostLoop),
	];
}

/** Nobody answers: then nobody may hold the lock either. */
async function checkLock({ config, socket }: Configured): Promise<Check> {
	const { stateDir } = config.paths;
	const holder = await lockHolder(stateDir);
	if (holder === null) {
		return pass("daemon", "none runs; `claude-failover --headless` starts one");
	}
	const what = `process ${holder} drives ${stateDir}, but nothing answers on ${socket}`;
	const remedy = `it has another XDG_RUNTIME_DIR, or hangs: look at process ${holder}; \`claude-failover --takeover\` ends it`;
	return fail("daemon", what, remedy);
}

function troubleOf({ name, enabled, trouble }: Account): readonly Check[] {
	if (!enabled || trouble === null) return [];
	return [fail(`account ${name}`, `${trouble.cause}: ${trouble.what}`, trouble.remedy)];
}

function lostLoop({ name, failures, gaveUp, lastError }: LoopHealth): readonly Check[] {
	if (!gaveUp && failures === 0) return [];
	const remedy = "`claude-failover events` has more; restart the daemon";
	const what = `it failed ${failures} times: ${lastError ?? "no reason is known"}`;
	return [(gaveUp ? fail : warn)(`loop ${name}`, what, remedy)];
}
