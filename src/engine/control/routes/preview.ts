import * as z from "zod";
import { json, route, wrong } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { PreviewView } from "../views/session.ts";
import { noSession } from "./no-session.ts";

export const previewRoute = route({
	method: "GET",
	path: "/v1/sessions/:name/preview",
	summary: "The last rows of a session's pane as plain text; null when it has none",
	scope: "read",
	query: z.strictObject({ rows: z.coerce.number().int().min(1).max(500).default(40) }),
	body: null,
	answer: PreviewView,
	async handle({ params, query, context: { client, looks } }) {
		const name = params.name ?? "";
		const { state } = client.store.getState();
		if (!Object.hasOwn(state.sessions, name)) return wrong(noSession(name, state));
		const rows = await looks.preview(name, query.rows);
		return json({ schemaVersion: SCHEMA_VERSION, session: name, rows } satisfies PreviewView);
	},
});
