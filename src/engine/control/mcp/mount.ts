import type { McpEndpoint, McpEndpointOptions } from "./endpoint.ts";

/** The endpoint for a server that may never be asked for it: its code is loaded by the first request. */
export function mountMcp(options: McpEndpointOptions): McpEndpoint {
	let loading: Promise<McpEndpoint> | null = null;
	const load = async (): Promise<McpEndpoint> =>
		(await import("./endpoint.ts")).createMcpEndpoint(options);
	return {
		async handle(request, caller) {
			loading ??= load();
			return (await loading).handle(request, caller);
		},
		async close() {
			await (await loading)?.close();
		},
	};
}
