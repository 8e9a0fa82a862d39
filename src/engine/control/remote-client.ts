import { createStore } from "zustand/vanilla";
import type {
	ActReply,
	EngineClient,
	Link,
	ScheduleReply,
	SendReply,
	SwitchReply,
} from "../../state/client.ts";
import { createSnapshotStore } from "../../state/store.ts";
import { createAttachBook } from "./remote/attach-book.ts";
import { remoteCheckpoints } from "./remote/checkpoints.ts";
import { follow } from "./remote/follow.ts";
import { remoteJanitor } from "./remote/janitor.ts";
import { okBody, refusalIn } from "./remote/outcome.ts";
import { type Ask, ask } from "./remote/request.ts";
import { takeSnapshot } from "./remote/snapshot.ts";
import { remoteTasks } from "./remote/tasks.ts";
import type { ExplainView } from "./views/explain.ts";
import type { ReadyView } from "./views/health.ts";
import type { PreviewView, SentView } from "./views/session.ts";
import type { PlannedSwitchView, StartedSwitchView } from "./views/switch.ts";

export type Connection =
	| { readonly kind: "ok"; readonly client: EngineClient }
	| { readonly kind: "no-daemon" }
	| { readonly kind: "refused"; readonly why: string };

export interface ConnectOptions {
	/** The time, in epoch milliseconds. */
	readonly now: () => number;
	/** First and longest wait between two tries to come back, in milliseconds. */
	readonly retryMs?: readonly [number, number];
}

/** Attaches to the daemon: a client whose store equals the engine's own, until `close`. */
export async function connectControl(
	socketPath: string,
	options: ConnectOptions,
): Promise<Connection> {
	const stop = new AbortController();
	const { signal } = stop;
	const attach = createAttachBook(socketPath, signal);
	const attachable = attach.refresh();
	// Who is no daemon of ours is told by the snapshot.
	attachable.catch(() => {});
	const first = await takeSnapshot(socketPath);
	if (first.kind !== "ok") return first;
	await attachable;
	const { seq, state, recent } = first.snapshot;
	const store = createSnapshotStore(seq, state, recent);
	const link = createStore<Link>(() => ({ kind: "attached", pid: first.pid }));
	const retryMs = options.retryMs ?? ([500, 5000] as const);
	const onChange = attach.onChange;
	const following = follow({
		socketPath,
		store,
		link,
		now: options.now,
		signal,
		retryMs,
		onChange,
	});
	const call = (what: Ask) => callOk(socketPath, what);
	const client: EngineClient = {
		store,
		link,
		...requests(call, socketPath),
		checkpoints: remoteCheckpoints(socketPath),
		janitor: remoteJanitor(socketPath),
		tasks: remoteTasks(socketPath),
		attachCommand: attach.commandOf,
		async close() {
			stop.abort();
			await following;
		},
	};
	return { kind: "ok", client };
}

type Call = (what: Ask) => Promise<unknown>;
type Requests = Pick<
	EngineClient,
	| "scheduleSwitch"
	| "cancelSwitch"
	| "setUse"
	| "explain"
	| "loops"
	| "planSwitch"
	| "runSwitch"
	| "pause"
	| "resume"
	| "restart"
	| "stop"
	| "send"
	| "refresh"
	| "preview"
>;

function requests(call: Call, socketPath: string): Requests {
	const act = async (path: string, body: object): Promise<ActReply> => {
		const answer = await ask(socketPath, { method: "POST", path, body });
		const refusal = refusalIn(answer, [404, 409]);
		if (refusal !== null) return refusal;
		okBody(answer);
		return { kind: "done" };
	};
	return {
		async explain() {
			const answer = await call({ method: "GET", path: "/v1/explain" });
			return (answer as ExplainView).decision;
		},
		async loops() {
			return ((await call({ method: "GET", path: "/readyz" })) as ReadyView).loops;
		},
		async planSwitch({ to, sessions, force, purpose }) {
			const body = { dryRun: true, to, sessions, force, ...(purpose ? { purpose } : {}) };
			const answer = await call({ method: "POST", path: "/v1/switch", body });
			return (answer as PlannedSwitchView).plan;
		},
		async runSwitch(planId): Promise<SwitchReply> {
			const body = { planId };
			const answer = await ask(socketPath, { method: "POST", path: "/v1/switch", body });
			const refusal = refusalIn(answer, [409]);
			if (refusal !== null) return refusal;
			const { switchId, plan } = okBody(answer) as StartedSwitchView;
			return { kind: "started", switchId, ...(plan === null ? {} : { plan }) };
		},
		async scheduleSwitch({ at, to, sessions, force }): Promise<ScheduleReply> {
			const body = { at, to, sessions, force };
			const answer = await ask(socketPath, { method: "POST", path: "/v1/switch", body });
			const refusal = refusalIn(answer, [400, 409]);
			if (refusal !== null) return refusal;
			const { scheduled } = okBody(answer) as { scheduled: { id: string; at: number } };
			return { kind: "scheduled", id: scheduled.id, at: scheduled.at };
		},
		cancelSwitch: () => act("/v1/switch", { cancel: true }),
		setUse(account, to) {
			const word = { enabled: "enable", disabled: "disable", drained: "drain" }[to];
			return act(`/v1/accounts/${encodeURIComponent(account)}/${word}`, {});
		},
		pause: (all, scope = {}) => act("/v1/pause", { all, ...scope }),
		resume: (project) => act("/v1/resume", project === undefined ? {} : { project }),
		restart: (session) => act(pathOf(session, "restart"), {}),
		stop: (session, { force }) => act(pathOf(session, "stop"), { force }),
		async send(session, line): Promise<SendReply> {
			const path = pathOf(session, "send");
			const answer = await ask(socketPath, { method: "POST", path, body: { line } });
			const refusal = refusalIn(answer, [400, 404, 409]);
			if (refusal !== null) return refusal;
			// It went away with the line in its hands.
			if (answer.kind === "refused") return unconfirmed(session, answer.why);
			const { outcome } = okBody(answer) as SentView;
			return outcome;
		},
		refresh: () => act("/v1/refresh", {}),
		async preview(session, rows) {
			const path = `/v1/sessions/${encodeURIComponent(session)}/preview?rows=${rows}`;
			const answer = await ask(socketPath, { method: "GET", path });
			if (answer.kind === "problem" && answer.problem.status === 404) return null;
			return (okBody(answer) as PreviewView).rows;
		},
	};
}

function unconfirmed(session: string, why: string): SendReply {
	const remedy = `look before you send it again: claude-failover attach ${session}`;
	return { kind: "unconfirmed", why: `the daemon did not say what became of it: ${why}`, remedy };
}

function pathOf(session: string, act: "restart" | "stop" | "send"): string {
	return `/v1/sessions/${encodeURIComponent(session)}/${act}`;
}

async function callOk(socketPath: string, what: Ask): Promise<unknown> {
	return okBody(await ask(socketPath, what));
}
