import type { Checkpoints } from "../../../state/checkpoint-client.ts";
import type {
	CheckpointView,
	ComparedView,
	PlannedRestoreView,
	RestoredView,
	TakenView,
} from "../views/checkpoints.ts";
import { okBody, refusalIn } from "./outcome.ts";
import { type Ask, ask } from "./request.ts";

/** Not there, or refused by the engine. */
const REFUSALS = [404, 409];

/** Checkpoints over the socket. */
export function remoteCheckpoints(socketPath: string): Checkpoints {
	/** A refusal, or what `read` makes of the answer's body. */
	const tell = async <Body, Result>(what: Ask, read: (body: Body) => Result) => {
		const answer = await ask(socketPath, what);
		return refusalIn(answer, REFUSALS) ?? read(okBody(answer) as Body);
	};
	const restore = (id: string): string => `/v1/checkpoints/${encodeURIComponent(id)}/restore`;
	/** A plan is run where it was made. */
	const places = new Map<string, string>();
	return {
		take(session) {
			const path = `/v1/sessions/${encodeURIComponent(session)}/checkpoint`;
			return tell(
				{ method: "POST", path, body: {} },
				({ checkpoint }: TakenView) => ({ kind: "taken", checkpoint }) as const,
			);
		},
		read(id) {
			const path = `/v1/checkpoints/${encodeURIComponent(id)}`;
			return tell(
				{ method: "GET", path },
				({ content }: CheckpointView) => ({ kind: "ok", content }) as const,
			);
		},
		compare(id) {
			const path = `/v1/checkpoints/${encodeURIComponent(id)}/compare`;
			return tell(
				{ method: "GET", path },
				({ comparison }: ComparedView) => ({ kind: "compared", comparison }) as const,
			);
		},
		planRestore({ checkpoint, account, fresh }) {
			const path = restore(checkpoint);
			const body = { dryRun: true, account, fresh };
			return tell({ method: "POST", path, body }, ({ plan }: PlannedRestoreView) => {
				places.set(plan.id, path);
				return { kind: "plan", plan } as const;
			});
		},
		async runRestore(planId) {
			const path = places.get(planId);
			if (path === undefined) {
				return { kind: "refused", why: "this plan is not known", remedy: "make a new plan" };
			}
			return tell({ method: "POST", path, body: { planId } }, (done: RestoredView) => {
				const { session, account, conversation } = done;
				return { kind: "done", session, account, conversation } as const;
			});
		},
	};
}
