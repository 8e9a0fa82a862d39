import { join } from "node:path";
import { assetPath } from "../../src/engine/claude/assets.ts";
import type { Config } from "../../src/engine/config/config.ts";
import { loadConfigText } from "../../src/engine/config/load.ts";
import type { Dice } from "./dice.ts";
import { ROOT, type World } from "./world/world.ts";

/** The pool that a history is played with. */
export interface PoolShape {
	readonly accounts: number;
	readonly dedicated: number;
	readonly autonomous: number;
	readonly drainPolicy: "leave" | "force";
	readonly dwellSeconds: number;
	readonly strategy: "active-standby" | "spread";
	/** Tasks are typed into the conversation that their session has; absent: each begins one. */
	readonly context?: "keep";
}

export function shapeOf(dice: Dice): PoolShape {
	return {
		accounts: dice.pick(2, 2, 3),
		dedicated: dice.pick(0, 1, 2),
		autonomous: dice.pick(1, 2, 3),
		drainPolicy: dice.pick("leave", "force"),
		dwellSeconds: dice.pick(30, 300),
		strategy: dice.pick("active-standby", "active-standby", "spread"),
		...(dice.chance(0.3) && { context: "keep" }),
	};
}

const loaded = new Map<string, Config>();

/** The configuration of a pool, read by the shipped reader; the same one for the same shape. */
export function configOf(shape: PoolShape): Config {
	const key = JSON.stringify(shape);
	const known = loaded.get(key);
	if (known !== undefined) return known;
	const read = loadConfigText(textOf(shape), join(ROOT, "config.yaml"), { env: {}, home: ROOT });
	if (read.kind !== "ok") throw new Error(JSON.stringify(read.problems));
	loaded.set(key, read.config);
	return read.config;
}

export function accountsOf(shape: PoolShape): readonly string[] {
	return ["a", "b", "c"].slice(0, shape.accounts);
}

export function dedicatedOf(shape: PoolShape): readonly string[] {
	return Array.from({ length: shape.dedicated }, (_, i) => `ccl-${i}`);
}

export function sessionsOf(shape: PoolShape): readonly string[] {
	const autonomous = Array.from({ length: shape.autonomous }, (_, i) => `ccl-auto-${11 + i}`);
	return [...dedicatedOf(shape), ...autonomous];
}

export const PROJECT = join(ROOT, "app");
export const INBOX = join(PROJECT, ".agent-queue", "inbox");

function textOf(shape: PoolShape): string {
	const accounts = accountsOf(shape).map(
		(name, i) => `  - { name: ${name}, home: ${ROOT}/homes/${name}, priority: ${i + 1} }`,
	);
	const dedicated = dedicatedOf(shape).map((name) => `{ name: ${name}, project: ${PROJECT} }`);
	const { autonomous, drainPolicy, dwellSeconds, strategy, context = "fresh" } = shape;
	return `accounts:
${accounts.join("\n")}
pool:
  shared_projects_dir: ${ROOT}/shared/projects
  dedicated: [${dedicated.join(", ")}]
  autonomous: { prefix: ccl-auto-, first: 11, min: ${Math.min(1, autonomous)}, max: ${autonomous} }
projects: [{ path: ${PROJECT}, trusted: true }]
switch: { strategy: ${strategy}, drain_policy: ${drainPolicy}, drain_timeout: 60s, drain_max: 3m, min_dwell: ${dwellSeconds}s, max_per_hour: 60, candidate_max: 0.8 }
quota: { reactivate_cooldown: 30s }
dispatch: { context: ${context} }
claude: { path: ${ROOT}/bin/claude }
`;
}

/** Puts all on the disk that the pool needs to be there. */
export function furnish(world: World, shape: PoolShape): void {
	const { disk, dice, provider } = world;
	for (const [i, name] of accountsOf(shape).entries()) {
		const home = join(ROOT, "homes", name);
		const owner = { accountUuid: `${name.repeat(8)}-0000-4000-8000-000000000000` };
		const identity = { hasCompletedOnboarding: true, oauthAccount: owner, projects: {} };
		disk.put(join(home, ".claude.json"), JSON.stringify(identity));
		const fresh = i > 0 && dice.chance(0.7);
		if (fresh) provider.add(name, dice, 0, 0.2);
		else provider.add(name, dice, 0.6, 0.98);
	}
	for (const folder of [join(ROOT, "state"), join(ROOT, "shared", "projects"), INBOX]) {
		disk.folder(folder);
	}
	disk.put(join(ROOT, "bin", "claude"), "#!/bin/sh\n");
	for (const asset of ["launcher.sh", "spool.sh"] as const)
		disk.put(assetPath(asset), "#!/bin/sh\n");
}
