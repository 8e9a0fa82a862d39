import { type Agent, VERSION } from "../agent.ts";
import { epochSeconds } from "../quota/limit-texts.ts";
import { modelName } from "../start/models.ts";
import { TURN_USAGE } from "../transcript/usage-fields.ts";
import { WINDOW_NAMES } from "../world-model.ts";

const CONTEXT_SIZE = 1_000_000;

/** The limits of this process's own last answer; windows that have ended since are left out. */
function rateLimits(agent: Agent): Record<string, unknown> {
	if (agent.limits === null || agent.login.kind === "api_key") return {};
	const limits: Record<string, unknown> = {};
	for (const name of WINDOW_NAMES) {
		const window = agent.limits.usage[name];
		if (window === undefined || window.resetsAt <= Date.now()) continue;
		const percentage = agent.limits.rejected === name ? 100 : Math.floor(window.ratio * 100);
		limits[name] = { used_percentage: percentage, resets_at: epochSeconds(window.resetsAt) };
	}
	return Object.keys(limits).length === 0 ? {} : { rate_limits: limits };
}

function contextWindow(agent: Agent): Record<string, unknown> {
	const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = TURN_USAGE;
	const { output_tokens } = TURN_USAGE;
	const began = agent.spending.requests > 0;
	const input = input_tokens + cache_creation_input_tokens + cache_read_input_tokens;
	return {
		total_input_tokens: began ? input : 0,
		total_output_tokens: began ? output_tokens : 0,
		context_window_size: CONTEXT_SIZE,
		current_usage: began
			? { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens }
			: null,
		used_percentage: began ? 0 : null,
		remaining_percentage: began ? 100 : null,
	};
}

/** What the statusLine command reads on stdin (samples of 2.1.330). */
export function statusPayload(agent: Agent): Record<string, unknown> {
	return {
		session_id: agent.sessionId,
		transcript_path: agent.conversation.path,
		cwd: agent.cwd,
		...(agent.promptId !== null && { prompt_id: agent.promptId }),
		effort: { level: "medium" },
		...(agent.name !== null && { session_name: agent.name }),
		model: { id: agent.model, display_name: modelName(agent.model) },
		workspace: { current_dir: agent.cwd, project_dir: agent.cwd, added_dirs: [] },
		version: VERSION,
		output_style: { name: "default" },
		cost: {
			total_cost_usd: agent.spending.costUsd,
			total_duration_ms: Date.now() - agent.startedAt,
			total_api_duration_ms: agent.spending.apiMs,
			total_lines_added: 0,
			total_lines_removed: 0,
		},
		context_window: contextWindow(agent),
		exceeds_200k_tokens: false,
		fast_mode: false,
		thinking: { enabled: true },
		...rateLimits(agent),
	};
}
