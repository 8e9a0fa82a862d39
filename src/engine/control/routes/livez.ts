import * as z from "zod";
import { json, route } from "../http/route.ts";
import { LiveView } from "../views/health.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";

export const livezRoute = route({
	method: "GET",
	path: "/livez",
	summary: "The process answers",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: LiveView,
	handle: ({ context: { pid, version } }) =>
		json({ schemaVersion: SCHEMA_VERSION, ok: true, pid, version } satisfies LiveView),
});
