import { join } from "node:path";
import { assetPath } from "../../../src/engine/claude/assets.ts";
import type { Config } from "../../../src/engine/config/config.ts";
import { loadConfigText } from "../../../src/engine/config/load.ts";
import { ROOT, type World } from "../world/world.ts";
import { type DayPlan, SESSIONS } from "./plan.ts";

const MINUTE = 60_000;

/** The configuration of the day's pool, read by the shipped reader. */
export function dayConfig(plan: DayPlan): Config {
	const read = loadConfigText(textOf(plan), join(ROOT, "config.yaml"), { env: {}, home: ROOT });
	if (read.kind !== "ok") throw new Error(JSON.stringify(read.problems));
	return read.config;
}

function textOf({ accounts, projects, min, drainPolicy, strategy }: DayPlan): string {
	const homes = accounts.map(
		(name, i) => `  - { name: ${name}, home: ${ROOT}/homes/${name}, priority: ${i + 1} }`,
	);
	return `accounts:
${homes.join("\n")}
pool:
  shared_projects_dir: ${ROOT}/shared/projects
  autonomous: { prefix: ccl-auto-, first: 11, min: ${min}, max: ${SESSIONS} }
projects: [${projects.map((path) => `{ path: ${path}, trusted: true }`).join(", ")}]
switch: { strategy: ${strategy}, drain_policy: ${drainPolicy}, drain_timeout: 60s, drain_max: 5m, min_dwell: 10m, max_per_hour: 10, candidate_max: 0.8 }
quota: { reactivate_cooldown: 30s }
checkpoint: { interval: 1h }
claude: { path: ${ROOT}/bin/claude }
`;
}

/**
 * Puts all on the disk that the pool needs, and gives each account windows that began some time ago. A weekly one ends
 * within the day: while that of every account is nearly used up nothing is given out, rightly, and that may be for days.
 */
export function furnishDay(world: World, { accounts, projects }: DayPlan): void {
	const { disk, dice, provider } = world;
	for (const name of accounts) {
		const owner = { accountUuid: `${name.repeat(8)}-0000-4000-8000-000000000000` };
		const identity = { hasCompletedOnboarding: true, oauthAccount: owner, projects: {} };
		disk.put(join(ROOT, "homes", name, ".claude.json"), JSON.stringify(identity));
		provider.add(name, dice, 0, 0.5);
		for (const window of provider.windows(name)) {
			const longest = window.name === "five_hour" ? 300 : 1_200;
			window.resets = dice.between(1, longest) * MINUTE;
		}
	}
	const inboxes = projects.map((path) => join(path, ".agent-queue", "inbox"));
	for (const folder of [join(ROOT, "state"), join(ROOT, "shared", "projects"), ...inboxes]) {
		disk.folder(folder);
	}
	disk.put(join(ROOT, "bin", "claude"), "#!/bin/sh\n");
	for (const asset of ["launcher.sh", "spool.sh"] as const) {
		disk.put(assetPath(asset), "#!/bin/sh\n");
	}
}
