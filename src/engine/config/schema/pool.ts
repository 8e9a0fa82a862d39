import { basename } from "node:path";
import * as z from "zod";
import type {
	AutonomousConfig,
	DedicatedConfig,
	LinksConfig,
	PoolConfig,
	ProjectConfig,
} from "../config.ts";
import type { PathContext } from "../paths.ts";
import { choice, count, duration, flag, memorySize, path, reject, report, text } from "./fields.ts";
import {
	accountName,
	capability,
	modelName,
	permissionMode,
	sessionName,
	sessionPrefix,
} from "./names.ts";

/** Directories of a home that belong to one account or one process: sharing them breaks logins. */
const PRIVATE =
	/^(?:sessions|backups|daemon|jobs|plugins|telemetry|shell-snapshots|statsig|local|ide|debug)$/;

export function poolSection(context: PathContext) {
	return z
		.strictObject({
			shared_projects_dir: path(context)
				.prefault("~/.claude-shared/projects")
				.describe("The one real projects/ tree; file-history/, session-env/ … lie beside it."),
			dedicated: z
				.array(dedicated(context))
				.prefault([])
				.describe("The operator's own sessions: never fed, kept alive."),
			autonomous: autonomous.optional().describe("Sessions fed from task files; absent: none."),
		})
		.transform((raw): PoolConfig => {
			return {
				sharedProjectsDir: raw.shared_projects_dir,
				dedicated: raw.dedicated,
				autonomous: raw.autonomous ?? null,
			};
		})
		.prefault({});
}

function dedicated(context: PathContext) {
	return z
		.strictObject({
			name: sessionName.describe("Name of the tmux session."),
			project: path(context).describe("Its working directory."),
			move: choice("auto", "ask", "never")
				.prefault("auto")
				.describe("Whether a switch may move it to another account."),
			keep_alive: flag.prefault(true).describe("Start it if missing, bring it back if it dies."),
			account: accountName.optional().describe("Pins it to one account."),
			model: modelName.optional().describe("Model of this session."),
			permission_mode: permissionMode.optional().describe("Permission mode of this session."),
		})
		.transform((raw): DedicatedConfig => {
			return {
				name: raw.name,
				project: raw.project,
				move: raw.move,
				keepAlive: raw.keep_alive,
				account: raw.account ?? null,
				model: raw.model ?? null,
				permissionMode: raw.permission_mode ?? null,
			};
		});
}

export const autonomous = z
	.strictObject({
		prefix: sessionPrefix.prefault("ccl-auto-").describe("Names are the prefix and a number."),
		first: count(0, 9999).prefault(11).describe("Number of the first one."),
		min: count(0, 500).prefault(2).describe("So many are kept running."),
		max: count(1, 500).prefault(10).describe("Never more than that."),
		idle_stop: duration("10s", "7d")
			.prefault("30m")
			.describe("One above `min` is stopped after being idle for so long."),
		memory_per_session: memorySize
			.prefault("400M")
			.describe("Memory that must be free to start one more; 0: not looked at."),
		capabilities: z
			.array(capability)
			.prefault([])
			.describe("What these sessions offer; a task that asks for more waits."),
		model: modelName.optional().describe("Model of these sessions, unless a task selects one."),
		permission_mode: permissionMode.optional().describe("Permission mode of these sessions."),
	})
	.transform((raw, ctx): AutonomousConfig => {
		if (raw.min > raw.max) {
			const what = `${raw.min} is above max, which is ${raw.max}`;
			return reject(ctx, { what, remedy: "lower min or raise max" }, ["min"]);
		}
		return {
			prefix: raw.prefix,
			first: raw.first,
			min: raw.min,
			max: raw.max,
			idleStopMs: raw.idle_stop,
			memoryPerSession: raw.memory_per_session,
			capabilities: raw.capabilities,
			model: raw.model ?? null,
			permissionMode: raw.permission_mode ?? null,
		};
	});

const linkName = text(
	"plain directory name",
	/^[a-z][a-z0-9-]{0,63}$/,
	"use lower-case letters, digits and -",
).transform((name, ctx) => {
	if (!PRIVATE.test(name)) return name;
	const what = `${name}/ belongs to one account`;
	return reject(ctx, { what, remedy: "remove it: sharing it would mix up accounts" });
});

/** Which directories of every home are links into the shared tree. */
export const linksSection = z
	.strictObject({
		required: z
			.array(linkName)
			.prefault(["projects", "file-history", "session-env"])
			.describe("Without these a conversation cannot move: a wrong one stops a switch."),
		optional: z
			.array(linkName)
			.prefault(["tasks", "todos", "plans"])
			.describe("Shared too; a wrong one is only reported."),
	})
	.transform((raw, ctx): LinksConfig => {
		if (!raw.required.includes("projects")) {
			const what = "projects is not in the list, and no conversation moves without it";
			return reject(ctx, { what, remedy: "add projects" }, ["required"]);
		}
		const seen = new Set<string>();
		for (const [key, names] of Object.entries(raw)) {
			names.forEach((name, index) => {
				if (seen.has(name)) {
					report(ctx, { what: `${name} is listed twice`, remedy: "remove one" }, [key, index]);
				}
				seen.add(name);
			});
		}
		return raw;
	})
	.prefault({});

/** `projects` itself may have any name at its place; the other shared directories keep theirs. */
export function clashesWithLinks(sharedProjectsDir: string, links: LinksConfig): boolean {
	const name = basename(sharedProjectsDir);
	return name !== "projects" && [...links.required, ...links.optional].includes(name);
}

export function projectsSection(context: PathContext) {
	return z
		.array(
			z
				.strictObject({
					path: path(context).describe("A directory with an .agent-queue/."),
					priority: count(-10_000, 10_000).prefault(10).describe("Lower is served first."),
					max_running: count(0, 500)
						.prefault(0)
						.describe("So many of its tasks run at once; 0: any number."),
					trusted: flag
						.prefault(false)
						.describe("Your consent to skip Claude's trust dialog in this directory."),
				})
				.transform(({ max_running: maxRunning, ...project }): ProjectConfig => {
					return { ...project, maxRunning };
				}),
		)
		.prefault([]);
}
