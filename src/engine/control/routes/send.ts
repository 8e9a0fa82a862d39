import * as z from "zod";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { SentView } from "../views/session.ts";
import { LINE } from "./fields.ts";
import { noSession } from "./no-session.ts";

export const sendRoute = route({
	method: "POST",
	path: "/v1/sessions/:name/send",
	summary: "Types one line into an idle session, as its next prompt",
	scope: "admin",
	query: z.strictObject({}),
	body: z.strictObject({ line: LINE }),
	answer: SentView,
	async handle({ params, body, context: { client } }) {
		const name = params.name ?? "";
		const { state } = client.store.getState();
		if (!Object.hasOwn(state.sessions, name)) return wrong(noSession(name, state));
		const outcome = await client.send(name, body.line);
		if (outcome.kind === "refused") return wrong(problem("refused", outcome.why, outcome.remedy));
		return json({ schemaVersion: SCHEMA_VERSION, session: name, outcome } satisfies SentView);
	},
});
