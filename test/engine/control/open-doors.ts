import type { McpHttpConfig } from "../../../src/engine/config/config.ts";
import type { Access } from "../../../src/engine/control/http/access.ts";
import {
	type ControlOptions,
	type ControlServer,
	serveControl,
} from "../../../src/engine/control/server.ts";
import { tcpDoor } from "../../../src/engine/control/tcp-door.ts";
import { type Called, call, type Place, socketPlace } from "./call.ts";
import { type Fixture, seededFixture } from "./fixture-client.ts";
import { freePort } from "./free-port.ts";

/** A token of each scope: of `looker`, `hand` and `bearer`. */
export const TOKENS = { look: "r".repeat(40), hand: "d".repeat(40), rule: "a".repeat(40) } as const;
/** Where the configuration finds them. */
export const ENV = { LOOK: TOKENS.look, HAND: TOKENS.hand, RULE: TOKENS.rule };

type CallOptions = NonNullable<Parameters<typeof call>[2]>;

export interface Doors {
	readonly server: ControlServer;
	readonly port: number;
	readonly tcp: Place;
	readonly fixture: Fixture;
	/** A request by TCP with a token, and the Host that is taken there. */
	ask(path: string, token: string | null, more?: CallOptions): Promise<Called>;
}

interface OpenOptions extends Partial<ControlOptions> {
	readonly fixture?: Fixture;
	/** How the configuration of TCP differs from one that lets all tokens do what their scopes say. */
	readonly over?: Partial<McpHttpConfig>;
	/** How what TCP lets in differs from what it does by itself. */
	readonly access?: Partial<Access>;
}

/** Serves both doors of an engine; the test closes the server. */
export async function openDoors({
	fixture = seededFixture(),
	over = {},
	access = {},
	...options
}: OpenOptions = {}): Promise<Doors> {
	const port = await freePort();
	const { door, notices } = tcpDoor(
		{
			listen: { kind: "tcp", host: "127.0.0.1", port },
			bearerTokenEnv: "RULE",
			tokens: [
				{ name: "looker", scope: "read", source: { env: "LOOK", file: null } },
				{ name: "hand", scope: "dispatch", source: { env: "HAND", file: null } },
			],
			enableTrigger: true,
			...over,
		},
		ENV,
	);
	if (door === null) throw new Error(`the door is shut: ${JSON.stringify(notices)}`);
	const { client, now } = fixture;
	const base = { client, socketPath: socketPlace(), version: "9.9.9", pid: 1, now };
	const server = await serveControl({
		...base,
		...options,
		tcp: { ...door, access: { ...door.access, ...access } },
	});
	const tcp = { host: "127.0.0.1", port };
	return {
		...{ server, port, tcp, fixture },
		ask(path, token, more = {}) {
			const known = token === null ? {} : { Authorization: `Bearer ${token}` };
			const headers = { Host: `127.0.0.1:${port}`, ...known, ...more.headers };
			return call(tcp, path, { ...more, headers });
		},
	};
}
