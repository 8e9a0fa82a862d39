import type { Incarnation, MovePolicy, SessionKind, SessionState } from "../model.ts";

/** Facts about sessions. Those of one process life carry its incarnation and are void for another. */
export type SessionEvent =
	| {
			readonly type: "session.registered";
			readonly session: string;
			readonly kind: SessionKind;
			readonly project: string;
			readonly move: MovePolicy;
			readonly keepAlive: boolean;
			readonly pinned?: string | null;
	  }
	| { readonly type: "session.removed"; readonly session: string }
	| {
			readonly type: "session.launched";
			readonly session: string;
			readonly incarnation: Incarnation;
			readonly why: string;
			readonly task: string | null;
			/** Where it works; absent: where it worked before. */
			readonly project?: string;
	  }
	| {
			readonly type: "session.confirmed";
			readonly session: string;
			readonly incarnation: string;
			readonly conversation: string;
			readonly source: string;
	  }
	| {
			readonly type: "session.state-seen";
			readonly session: string;
			readonly incarnation: string;
			readonly state: SessionState;
			readonly note: string | null;
			readonly question?: "owner";
	  }
	| {
			readonly type: "session.bound";
			readonly session: string;
			/** The account that its conversation stays with; `null`: with none any more. */
			readonly account: string | null;
			readonly why: string;
	  }
	| {
			readonly type: "session.context-seen";
			readonly session: string;
			readonly incarnation: string;
			readonly contextUsedRatio: number;
			/** Absent in events of older versions; `null`: its process does not tell. */
			readonly contextTokens?: number | null;
			/** Whether its next request would find its prompt cached. */
			readonly cacheWarm?: boolean | null;
			/** The model's id. */
			readonly model?: string | null;
	  }
	| {
			/** Somebody typed in an attached terminal, or text in its input box came or went. */
			readonly type: "session.attended";
			readonly session: string;
			readonly incarnation: string;
			readonly typedAt: number | null;
			readonly draft: boolean | null;
	  }
	/** A person's line is about to be typed into it. */
	| {
			readonly type: "session.line-typed";
			readonly session: string;
			readonly incarnation: string;
	  }
	/** We asked its process to end. */
	| {
			readonly type: "session.stopping";
			readonly session: string;
			readonly incarnation: string;
			/** It is to stay stopped until a person lets it start again; absent: the engine's own stop. */
			readonly by?: "operator";
	  }
	/** Its process was seen alive long after we had asked it to end: what ends it now is not our stop. */
	| {
			readonly type: "session.stop-outlived";
			readonly session: string;
			readonly incarnation: string;
	  }
	| {
			readonly type: "session.ended";
			readonly session: string;
			readonly incarnation: string;
			/**
			 * `exit`: the operator's own; `stop`: ours; `death`: neither; `lost`: it went with its tmux server or with the
			 * machine, and does not count for the restart intensity.
			 */
			readonly how: "exit" | "stop" | "death" | "lost";
			readonly note: string | null;
	  }
	| {
			readonly type: "session.tools-ended";
			readonly session: string;
			/** The process life whose tools they were. */
			readonly incarnation: string;
			readonly pids: readonly number[];
	  }
	| {
			readonly type: "session.set-aside";
			readonly session: string;
			readonly state: "parked" | "quarantined" | "stopped" | "unknown";
			readonly note: string;
	  }
	| { readonly type: "session.released"; readonly session: string }
	| {
			readonly type: "turn.started";
			readonly session: string;
			readonly incarnation: string;
			readonly promptId: string | null;
			readonly nonce: string | null;
	  }
	| {
			readonly type: "turn.advanced";
			readonly session: string;
			readonly incarnation: string;
			readonly doing: string;
			readonly toolInFlight: boolean;
	  }
	| {
			readonly type: "turn.ended";
			readonly session: string;
			readonly incarnation: string;
			/** `limit`: cut by a quota limit; `failed`: cut by another API failure. */
			readonly outcome: "done" | "limit" | "failed" | "interrupted";
			readonly cause: string | null;
			readonly backgroundTasks: number;
			/** It failed for a reason outside of what was asked: provider, network, login. Absent: not known. */
			readonly outside?: boolean;
	  };
