/** The token counts of every simulated answer (those of the captured samples). */
export const TURN_USAGE = {
	input_tokens: 10,
	cache_creation_input_tokens: 100,
	cache_read_input_tokens: 2000,
	output_tokens: 25,
	service_tier: "standard",
} as const;

/** List price of one such answer, as the samples show it. */
export const TURN_COST_USD = 0.00144;

/** The counts of a line that no model made. */
export function emptyUsage(): Record<string, unknown> {
	return {
		input_tokens: 0,
		output_tokens: 0,
		cache_creation_input_tokens: 0,
		cache_read_input_tokens: 0,
		server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
		service_tier: null,
	};
}
