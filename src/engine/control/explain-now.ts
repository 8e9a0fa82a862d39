import type { EngineClient } from "../../state/client.ts";
import { type ExplainView, explainView, type Planning } from "./views/explain.ts";

/** What the engine would decide now, and what a switch by hand would do. Does nothing. */
export async function explainNow(
	client: EngineClient,
	now: number,
	asker: string,
): Promise<ExplainView> {
	const [decision, planning] = [await client.explain(), await planNow(client, asker)];
	return explainView(client.store.getState().state, decision, planning, now);
}

/** Without a plan the rest of the explanation still holds. */
async function planNow(client: EngineClient, asker: string): Promise<Planning> {
	try {
		const plan = await client.planSwitch({ to: null, sessions: null, force: false, asker });
		return { kind: "ok", plan };
	} catch (error) {
		return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
	}
}
