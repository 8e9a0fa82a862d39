import { stringify } from "yaml";
import type { Config, NotifyConfig, SecretSource } from "./config.ts";
import { formatDuration } from "./durations.ts";

/** The effective configuration as YAML that loads to the same configuration. */
export function configAsYaml(config: Config): string {
	return stringify(withoutNothing(fileForm(config)), { lineWidth: 0 });
}

function fileForm(config: Config): object {
	return {
		accounts: config.accounts.map(({ limits, tokenEnv, tokenFile, ...account }) => ({
			...account,
			limits: { hourly_msgs: limits.hourlyMsgs, weekly_msgs: limits.weeklyMsgs },
			token_env: tokenEnv,
			token_file: tokenFile,
		})),
		pool: poolForm(config.pool),
		projects: config.projects.map(({ maxRunning, ...project }) => {
			return { ...project, max_running: maxRunning };
		}),
		links: config.links,
		...policyForm(config),
		...workForm(config),
		notify: notifyForm(config.notify),
		mcp_http: {
			listen: listenText(config.mcpHttp.listen),
			bearer_token_env: config.mcpHttp.bearerTokenEnv,
			tokens: config.mcpHttp.tokens.map(({ name, scope, source }) => {
				return { name, scope, ...secretForm("token", source) };
			}),
			enable_trigger: config.mcpHttp.enableTrigger,
		},
		claude: {
			path: config.claude.path,
			model: config.claude.model,
			permission_mode: config.claude.permissionMode,
			env_pass: config.claude.envPass,
			force_kill_after: durationOrNull(config.claude.forceKillAfterMs),
		},
		tmux: config.tmux,
		ui: uiForm(config.ui),
	};
}

function uiForm({ screenReader, ...ui }: Config["ui"]): object {
	return { ...ui, screen_reader: screenReader };
}

function poolForm(pool: Config["pool"]): object {
	const auto = pool.autonomous;
	return {
		shared_projects_dir: pool.sharedProjectsDir,
		dedicated: pool.dedicated.map(({ keepAlive, permissionMode, ...session }) => ({
			...session,
			keep_alive: keepAlive,
			permission_mode: permissionMode,
		})),
		autonomous: auto && {
			prefix: auto.prefix,
			first: auto.first,
			min: auto.min,
			max: auto.max,
			idle_stop: formatDuration(auto.idleStopMs),
			memory_per_session: auto.memoryPerSession && `${auto.memoryPerSession / 1_000_000}M`,
			capabilities: auto.capabilities,
			model: auto.model,
			permission_mode: auto.permissionMode,
		},
	};
}

function policyForm({ quota, switch: policy }: Config): object {
	return {
		quota: {
			poll_interval: formatDuration(quota.pollIntervalMs),
			window_5h_threshold: quota.threshold5h,
			window_week_threshold: quota.thresholdWeek,
			reactivate_cooldown: formatDuration(quota.reactivateCooldownMs),
		},
		switch: {
			policy: policy.policy,
			strategy: policy.strategy,
			failback: policy.failback,
			drain_timeout: formatDuration(policy.drainTimeoutMs),
			drain_max: formatDuration(policy.drainMaxMs),
			drain_policy: policy.drainPolicy,
			candidate_max: policy.candidateMax,
			min_dwell: formatDuration(policy.minDwellMs),
			max_per_hour: policy.maxPerHour,
			wait_for_reset: formatDuration(policy.waitForResetMs),
			cross_account_resume: policy.crossAccountResume,
		},
	};
}

function workForm({ dispatch, checkpoint, janitor }: Config): object {
	return {
		dispatch: {
			context: dispatch.context,
			models: dispatch.models,
			retries: dispatch.retries,
			backoff: formatDuration(dispatch.backoffMs),
			submit_timeout: formatDuration(dispatch.submitTimeoutMs),
			blocked_rescan: formatDuration(dispatch.blockedRescanMs),
		},
		checkpoint: {
			dir: checkpoint.dir,
			interval: formatDuration(checkpoint.intervalMs),
			keep: checkpoint.keep,
		},
		janitor: {
			done_archive_age: formatDuration(janitor.doneArchiveAgeMs),
			checkpoint_age: formatDuration(janitor.checkpointAgeMs),
			stale_marker_age: formatDuration(janitor.staleMarkerAgeMs),
			stalled_after: formatDuration(janitor.stalledAfterMs),
			stalled: janitor.stalled,
		},
	};
}

function notifyForm(notify: NotifyConfig): object {
	const { telegram, logShipping, quietHours } = notify;
	return {
		desktop: notify.desktop,
		quiet_hours: quietHours && `${clock(quietHours.fromMinute)}-${clock(quietHours.toMinute)}`,
		telegram: telegram && {
			...secretForm("bot_token", telegram.botToken),
			chat_id: telegram.chatId,
			min_severity: telegram.minSeverity,
		},
		webhook: notify.webhook.map((hook) => ({
			name: hook.name,
			url: hook.url,
			...secretForm("url", hook.urlSecret),
			...secretForm("token", hook.token),
			min_severity: hook.minSeverity,
		})),
		log_shipping: logShipping && {
			url: logShipping.url,
			format: logShipping.format,
			...secretForm("token", logShipping.token),
			interval: formatDuration(logShipping.intervalMs),
		},
	};
}

function secretForm(name: string, { env, file }: SecretSource): object {
	return { [`${name}_env`]: env, [`${name}_file`]: file };
}

function listenText(listen: Config["mcpHttp"]["listen"]): string {
	if (listen.kind === "unix") return "unix";
	return listen.host === "::1" ? `[::1]:${listen.port}` : `${listen.host}:${listen.port}`;
}

function clock(minute: number): string {
	const text = (value: number) => String(value).padStart(2, "0");
	return `${text(Math.floor(minute / 60))}:${text(minute % 60)}`;
}

function durationOrNull(ms: number | null): string | null {
	return ms === null ? null : formatDuration(ms);
}

function withoutNothing(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutNothing);
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).filter(([, item]) => item !== null);
	return Object.fromEntries(entries.map(([key, item]) => [key, withoutNothing(item)]));
}
