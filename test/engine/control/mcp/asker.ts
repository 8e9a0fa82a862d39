import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { createMcpServer, type McpOptions } from "../../../../src/engine/control/mcp/server.ts";
import type { Fixture } from "../fixture-client.ts";

/** What a tool answered, in short. */
export interface Told {
	/** `null`: it was no error. */
	readonly error: string | null;
	readonly text: string;
	// biome-ignore lint/suspicious/noExplicitAny: answers are looked at, not typed.
	readonly view: any;
}

/** An MCP client that is connected, and the two things that tests do with it most. */
export interface Asker extends AsyncDisposable {
	readonly client: Client;
	names(): Promise<readonly string[]>;
	call(name: string, args?: Record<string, unknown>): Promise<Told>;
}

/** The SDK's own client, in this process, on a server over the fixture. */
export async function ask(fixture: Fixture, options: Partial<McpOptions> = {}): Promise<Asker> {
	const { client, now } = fixture;
	const server = createMcpServer({ client, acting: true, version: "9.9.9", now, ...options });
	const [ours, theirs] = InMemoryTransport.createLinkedPair();
	await server.connect(theirs);
	const mcp = newClient();
	await mcp.connect(ours);
	// From here on the client holds what tools give to what they promise.
	await mcp.listTools();
	return askerOf(mcp);
}

/** A client of this protocol: up to 2025-11-25 as most are today, or 2026-07-28. */
export function newClient(era: "legacy" | "modern" = "legacy"): Client {
	const mode = era === "legacy" ? "legacy" : { pin: "2026-07-28" };
	return new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
}

export function askerOf(client: Client): Asker {
	return {
		client,
		names: async () => (await client.listTools()).tools.map((tool) => tool.name),
		async call(name, args = {}) {
			const { content, structuredContent, isError } = await client.callTool({
				name,
				arguments: args,
			});
			const [first] = content;
			const text = first?.type === "text" ? first.text : "";
			return { error: isError ? text : null, text, view: structuredContent };
		},
		[Symbol.asyncDispose]: () => client.close(),
	};
}
