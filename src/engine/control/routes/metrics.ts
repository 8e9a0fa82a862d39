import * as z from "zod";
import { route } from "../http/route.ts";
import { metricsOf } from "../metrics/samples.ts";

/** The version is that of the text format, not of this product. */
const TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const metricsRoute = route({
	method: "GET",
	path: "/metrics",
	summary: "Sessions, tasks, quota and loops in numbers, for Prometheus",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	media: "text/plain",
	async handle({ context }) {
		const { state } = context.client.store.getState();
		const metrics = metricsOf(state, context.loops(), context.version, context.now());
		// Loaded by those who scrape it.
		const { expose } = await import("../metrics/exposition.ts");
		return { kind: "text", type: TYPE, text: await expose(metrics) };
	},
});
