import { Gauge, Registry } from "prom-client";
import type { Metric } from "./samples.ts";

const PREFIX = "claude_failover_";

/** Metrics in the text format of Prometheus. */
export async function expose(metrics: readonly Metric[]): Promise<string> {
	const registry = new Registry();
	for (const { name, help, samples } of metrics) {
		const labelNames = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))];
		const gauge = new Gauge({
			name: `${PREFIX}${name}`,
			help,
			labelNames,
			registers: [registry],
		});
		for (const { labels, value } of samples) gauge.set({ ...labels }, value);
	}
	return registry.metrics();
}
