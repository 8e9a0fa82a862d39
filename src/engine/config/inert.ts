import type { Config } from "./config.ts";

/** Options that are set and have no effect yet, by their names in the file. Nobody shall rely on them unawares. */
export function inertOptions(config: Config): readonly string[] {
	const { notify } = config;
	const options: readonly (readonly [string, boolean])[] = [
		["notify.telegram", notify.telegram !== null],
		["notify.quiet_hours", notify.quietHours !== null],
		["notify.webhook", notify.webhook.length > 0],
		["notify.log_shipping", notify.logShipping !== null],
	];
	return options.filter(([, isSet]) => isSet).map(([name]) => name);
}
