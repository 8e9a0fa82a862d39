import { dirname, join } from "node:path";
import type { Config, PoolConfig, ProjectConfig, QuotaConfig, SwitchConfig } from "./config.ts";
import { formatDuration } from "./durations.ts";
import type { DataProblem } from "./explain.ts";
import { ownPaths, type PathContext } from "./paths.ts";
import type { Sections } from "./schema.ts";

/** The usage endpoint's budget allows no more than twelve polls an hour. */
const POLL_FLOOR_MS = 5 * 60_000;
/** A candidate must be at least so far under the threshold that it is worth moving to. */
const CANDIDATE_GAP = 0.05;

/** Joins the checked sections to the effective configuration; says what it had to change. */
export function effectiveConfig(
	sections: Sections,
	file: string,
	context: PathContext,
): { readonly config: Config; readonly warnings: readonly DataProblem[] } {
	const paths = ownPaths(context.env, context.home);
	const quota = withFloor(sections.quota);
	const policy = withGap(sections.switch, quota.value.threshold5h);
	const config: Config = {
		accounts: sections.accounts,
		pool: sections.pool,
		projects: allProjects(sections.projects, sections.pool),
		links: sections.links,
		quota: quota.value,
		switch: policy.value,
		dispatch: sections.dispatch,
		checkpoint: {
			dir: sections.checkpoint.dir ?? join(paths.stateDir, "checkpoints"),
			intervalMs: sections.checkpoint.interval,
			keep: sections.checkpoint.keep,
		},
		janitor: sections.janitor,
		notify: sections.notify,
		mcpHttp: sections.mcp_http,
		claude: sections.claude,
		tmux: sections.tmux,
		ui: sections.ui,
		source: { file },
		paths,
	};
	const warnings = [...quota.warnings, ...policy.warnings, ...poolWarnings(config, context)];
	return { config, warnings };
}

interface Adjusted<T> {
	readonly value: T;
	readonly warnings: readonly DataProblem[];
}

function withFloor(quota: QuotaConfig): Adjusted<QuotaConfig> {
	if (quota.pollIntervalMs >= POLL_FLOOR_MS) return { value: quota, warnings: [] };
	const what = `${formatDuration(quota.pollIntervalMs)} is more often than the usage endpoint allows`;
	return {
		value: { ...quota, pollIntervalMs: POLL_FLOOR_MS },
		warnings: [warning(["quota", "poll_interval"], what, "5m is used")],
	};
}

function withGap(policy: SwitchConfig, threshold5h: number): Adjusted<SwitchConfig> {
	const most = Math.max(0, Number((threshold5h - CANDIDATE_GAP).toFixed(4)));
	if (policy.candidateMax <= most) return { value: policy, warnings: [] };
	const what = `a candidate at ${policy.candidateMax} would have to be left at once`;
	return {
		value: { ...policy, candidateMax: most },
		warnings: [warning(["switch", "candidate_max"], what, `${most} is used`)],
	};
}

function poolWarnings(config: Config, context: PathContext): DataProblem[] {
	const warnings: DataProblem[] = [];
	if (dirname(config.pool.sharedProjectsDir) === context.home) {
		const others = [...config.links.required, ...config.links.optional];
		const what = `${others.filter((name) => name !== "projects").join(", ")} will lie in your home`;
		const remedy = "better: ~/.claude-shared/projects";
		warnings.push(warning(["pool", "shared_projects_dir"], what, remedy));
	}
	if (config.pool.autonomous !== null && config.projects.length === 0) {
		const what = "there is no project that could feed these sessions";
		warnings.push(warning(["pool", "autonomous"], what, "add one under projects"));
	}
	return warnings;
}

function allProjects(listed: readonly ProjectConfig[], pool: PoolConfig): readonly ProjectConfig[] {
	const known = new Map(listed.map((project) => [project.path, project]));
	for (const { project } of pool.dedicated) {
		if (known.has(project)) continue;
		known.set(project, { path: project, priority: 10, maxRunning: 0, trusted: false });
	}
	return [...known.values()];
}

function warning(path: readonly PropertyKey[], what: string, remedy: string): DataProblem {
	return { path, part: "value", what, remedy };
}
