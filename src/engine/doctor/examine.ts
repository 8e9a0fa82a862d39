import { type Check, type Configured, fail, type Surroundings } from "./check.ts";
import { checkConfig } from "./checks/config.ts";
import { checkDaemon } from "./checks/daemon.ts";
import { checkCallerVariables, checkHomeSettings } from "./checks/environment.ts";
import { checkCleanup, checkHomes, checkTokenFiles } from "./checks/homes.ts";
import { checkLinks } from "./checks/links.ts";
import { checkIdentities, checkReadiness } from "./checks/logins.ts";
import { checkClock, checkMemory } from "./checks/machine.ts";
import { checkPool } from "./checks/pool.ts";
import { checkClaude, checkNode, checkTmux } from "./checks/programs.ts";
import { checkStateDir } from "./checks/state-dir.ts";
import { checkCoreDumps } from "./security/core-dumps.ts";
import { checkRefusals, checkSocket, checkTokens } from "./security/doors.ts";
import { checkInboxes, checkPrivateFiles } from "./security/files.ts";

type Look<World> = readonly [name: string, look: (world: World) => Promise<readonly Check[]>];

/** Looked at always, in the order they are shown. */
const ALWAYS: readonly Look<Surroundings>[] = [
	["node", checkNode],
	["tmux", checkTmux],
	["config", checkConfig],
	["environment", checkCallerVariables],
];

/** Looked at when there is a configuration. */
const CONFIGURED: readonly Look<Configured>[] = [
	["claude", checkClaude],
	["home", checkHomes],
	["token", checkTokenFiles],
	["links", checkLinks],
	["identity", checkIdentities],
	["readiness", checkReadiness],
	["settings", checkHomeSettings],
	["cleanup", checkCleanup],
	["clock", checkClock],
	["memory", checkMemory],
	["pool", checkPool],
	["state", checkStateDir],
	["daemon", checkDaemon],
];

/** Looked at for `doctor --security`. */
const SECURITY: readonly Look<Configured>[] = [
	["socket", checkSocket],
	["tokens", checkTokens],
	["refusals", checkRefusals],
	["files", checkPrivateFiles],
	["inboxes", checkInboxes],
	["core dumps", checkCoreDumps],
];

/** Looks at everything and changes nothing. What cannot be looked at is a line of its own, and hides no other. */
export async function examine(world: Surroundings): Promise<readonly Check[]> {
	const checks = await lookAt(ALWAYS, world);
	return [...checks, ...(await configured(CONFIGURED, world))];
}

/** Looks at what keeps others out; changes nothing but the daemon's count of refused requests. */
export async function examineSecurity(world: Surroundings): Promise<readonly Check[]> {
	// A secret in the configuration is refused with it.
	const config = await lookAt([["config", checkConfig]], world);
	return [...config, ...(await configured(SECURITY, world))];
}

async function configured(
	looks: readonly Look<Configured>[],
	world: Surroundings,
): Promise<Check[]> {
	const { found } = world;
	if (found.kind !== "ok") return [];
	return lookAt(looks, { ...world, config: found.config });
}

async function lookAt<World>(looks: readonly Look<World>[], world: World): Promise<Check[]> {
	const found = await Promise.all(
		looks.map(([name, look]) => look(world).catch((error: unknown) => [notLooked(name, error)])),
	);
	return found.flat();
}

function notLooked(name: string, error: unknown): Check {
	const why = error instanceof Error ? error.message : String(error);
	return fail(name, `could not be looked at: ${why}`, "see the reason");
}
