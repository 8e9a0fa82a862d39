import type {
	Grounds,
	MoveOutcome,
	MoveReadiness,
	MoveStep,
	Proposal,
	SwitchOutcome,
	SwitchReason,
} from "../model.ts";

/** Facts about switches. Each is one journal row, committed before its effect begins. */
export type SwitchEvent =
	| {
			readonly type: "switch.begun";
			readonly id: string;
			readonly from: string;
			readonly to: string;
			readonly reason: SwitchReason;
			readonly why: string;
			/** Absent: false. */
			readonly force?: boolean;
			/** The first switch of the failover that it is a part of; absent: itself. */
			readonly failover?: string;
			/** Only sessions of this model family go. */
			readonly model?: string;
			readonly grounds?: Grounds;
			/** The scheduled switch that it carries out. */
			readonly scheduled?: string;
			readonly moves: readonly {
				readonly session: string;
				/** Absent: the account of the switch. */
				readonly from?: string;
				readonly conversation: string | null;
				readonly fromIncarnation: string | null;
			}[];
	  }
	| {
			readonly type: "move.stepped";
			readonly id: string;
			readonly session: string;
			readonly step: MoveStep;
			readonly owed?: boolean;
			readonly checkpoint?: string;
			readonly toIncarnation?: string;
			readonly readiness?: MoveReadiness;
			readonly note?: string;
	  }
	| {
			readonly type: "move.ended";
			readonly id: string;
			readonly session: string;
			readonly outcome: MoveOutcome;
			readonly note: string | null;
	  }
	| { readonly type: "switch.committed"; readonly id: string; readonly proof: string }
	| {
			readonly type: "switch.ended";
			readonly id: string;
			readonly outcome: SwitchOutcome;
			readonly note: string | null;
	  }
	| {
			readonly type: "switch.scheduled";
			readonly id: string;
			/** Epoch ms. */
			readonly at: number;
			readonly to: string | null;
			readonly sessions: readonly string[] | null;
			readonly force: boolean;
	  }
	| {
			readonly type: "switch.unscheduled";
			readonly id: string;
			readonly how: "cancelled" | "refused" | "missed";
			readonly why: string;
	  }
	| { readonly type: "verdict.reached"; readonly why: string; readonly grounds?: Grounds }
	/** With `switch.policy: ask`: a person is to say yes. */
	| ({ readonly type: "switch.proposed" } & Omit<Proposal, "at">)
	| { readonly type: "switch.proposal-withdrawn"; readonly id: string; readonly why: string };
