import * as z from "zod";
import type { State } from "../../../state/model.ts";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { ReadyView } from "../views/health.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";

export const readyzRoute = route({
	method: "GET",
	path: "/readyz",
	summary: "The engine has started and none of its loops has given up",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: ReadyView,
	handle({ context }) {
		const why = whyNotReady(context.client.store.getState().state);
		if (why !== null) return wrong(problem("not-ready", why, "see its events"));
		const loops = context.loops();
		return json({ schemaVersion: SCHEMA_VERSION, ok: true, loops } satisfies ReadyView);
	},
});

/** Why the engine does not do its work, or `null` when it does. */
export function whyNotReady(state: State): string | null {
	if (state.engine.startedAt === null) return "the engine has not started yet";
	if (state.engine.stoppedAt !== null) return "the engine has stopped";
	const lost = Object.values(state.loops).filter((loop) => loop.gaveUp);
	if (lost.length === 0) return null;
	return `gave up: ${lost.map((loop) => loop.name).join(", ")}`;
}
