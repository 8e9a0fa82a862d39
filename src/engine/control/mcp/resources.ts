import {
	ProtocolError,
	ProtocolErrorCode,
	type ReadResourceResult,
	type Resource,
	ResourceNotFoundError,
} from "@modelcontextprotocol/server";
import type { Snapshot } from "../../../state/client.ts";
import { sentenceOf } from "../../../state/sentences.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { statusView } from "../views/status.ts";
import { harmlessValue, oneLine } from "./harmless.ts";
import { lostLink } from "./lost-link.ts";
import type { ToolContext } from "./tool.ts";

/** As many of the last events as a model can be asked to read. */
const EVENTS_SHOWN = 100;

const JSON_TYPE = "application/json";

interface Readable extends Resource {
	view(context: ToolContext): object;
}

const readables: readonly Readable[] = [
	{
		uri: "failover://status",
		name: "status",
		title: "Status of the pool",
		description: "What get_status gives, as JSON.",
		mimeType: JSON_TYPE,
		view: ({ client, now }) => statusView(client.store.getState(), now()),
	},
	{
		uri: "failover://events",
		name: "events",
		title: "Recent events",
		description: `The last ${EVENTS_SHOWN} events as JSON, oldest first: the facts, and each as a sentence.`,
		mimeType: JSON_TYPE,
		view: ({ client }) => eventsView(client.store.getState()),
	},
];

/** The URIs of all resources. */
export const resourceUris: readonly string[] = readables.map(({ uri }) => uri);

/** The resources as they are listed. */
export function listResources(): Resource[] {
	return readables.map(({ view: _, ...resource }) => resource);
}

/** Reads a resource; throws as the protocol has it where there is none, or the daemon is away. */
export function readResource(uri: string, context: ToolContext): ReadResourceResult {
	const readable = knownResource(uri);
	const lost = lostLink(context.client);
	if (lost !== null) {
		const text = `${uri} cannot be read: ${lost.why}; ${lost.remedy}`;
		throw new ProtocolError(ProtocolErrorCode.InternalError, text);
	}
	const text = JSON.stringify(harmlessValue(readable.view(context)));
	return { contents: [{ uri, mimeType: JSON_TYPE, text }] };
}

/** The resource of that URI; throws where there is none. */
export function knownResource(uri: string): Readable {
	const readable = readables.find((one) => one.uri === uri);
	if (readable !== undefined) return readable;
	const shown = oneLine(uri.slice(0, 200));
	throw new ResourceNotFoundError(
		shown,
		`there is no ${shown}; there are: ${resourceUris.join(", ")}`,
	);
}

function eventsView({ seq, recent }: Snapshot): object {
	const events = recent
		.slice(-EVENTS_SHOWN)
		.map((record) => ({ ...record, ...sentenceOf(record) }));
	return { schemaVersion: SCHEMA_VERSION, seq, events };
}
