import type { Checkpoints, RestoreAsk, RestorePlan } from "../../../src/state/checkpoint-client.ts";
import type { CheckpointComparison } from "../../../src/state/checkpoint-comparison.ts";
import type { CheckpointContent } from "../../../src/state/checkpoint-content.ts";
import type { Checkpoint } from "../../../src/state/model.ts";

/** Checkpoints by hand: what they are asked is kept, and what they answer can be set. */
export interface FixtureCheckpoints extends Checkpoints {
	readonly took: string[];
	readonly asked: RestoreAsk[];
	readonly ran: string[];
	content: CheckpointContent | "damaged";
	comparison: CheckpointComparison;
	plan: RestorePlan;
	refused: boolean;
}

const REFUSED = { kind: "refused", why: "it was changed", remedy: "use another" } as const;

export function fixtureCheckpoints(at: number): FixtureCheckpoints {
	const made: FixtureCheckpoints = {
		took: [],
		asked: [],
		ran: [],
		content: contentOf(at),
		comparison: comparisonOf(at),
		plan: restorePlan(at),
		refused: false,
		async take(session) {
			made.took.push(session);
			return { kind: "taken", checkpoint: checkpointOf(at, session) };
		},
		async read() {
			return made.content === "damaged" ? REFUSED : { kind: "ok", content: made.content };
		},
		async compare() {
			if (made.content === "damaged") return REFUSED;
			return { kind: "compared", comparison: made.comparison };
		},
		async planRestore(ask) {
			made.asked.push(ask);
			return made.content === "damaged" ? REFUSED : { kind: "plan", plan: made.plan };
		},
		async runRestore(planId) {
			made.ran.push(planId);
			if (made.refused) return REFUSED;
			return { kind: "done", session: "ccl-2", account: "backup", conversation: "c-1" };
		},
	};
	return made;
}

export function checkpointOf(at: number, session = "ccl-2"): Checkpoint {
	return {
		id: `${session}@2027-01-15T11-59-00.000Z`,
		session,
		takenAt: at - 60_000,
		why: "periodic",
		account: "main",
		conversation: "c-1",
		task: null,
		gitHead: "0123456789abcdef",
		transcriptBytes: 1234,
		file: `/state/checkpoints/${session}/2027-01-15T11-59-00.000Z.json`,
		sha256: "00",
	};
}

export function contentOf(at: number): CheckpointContent {
	const { file: _file, sha256: _sha, ...told } = checkpointOf(at);
	return {
		...told,
		schemaVersion: 1,
		attempt: { task: "T-1", title: "a title", number: 2, file: "/srv/app/T-1.md" },
		project: "/srv/app",
		state: "working",
		doing: "Bash make",
		lastTool: { name: "Bash", input: '{"command":"make"}', inFlight: true },
		owed: null,
		turn: { startedAt: at - 90_000, nonce: null, toolInFlight: true },
		turnsDone: 3,
		contextUsedRatio: 0.4,
		model: "claude-opus-5-5",
		permissionMode: "auto",
		repository: {
			head: "0123456789abcdef",
			branch: "topic",
			dirty: ["src/a.ts", "\u001b[31mred"],
			dirtyCount: 2,
			complete: true,
		},
		transcript: {
			file: "/shared/projects/-srv-app/c-1.jsonl",
			bytes: 1234,
			tail: [],
			cwd: "/srv/app",
		},
		pane: ["> make", "ok"],
	};
}

export function comparisonOf(at: number): CheckpointComparison {
	return {
		...{ checkpoint: checkpointOf(at).id, at, transcriptBytes: 2345 },
		repository: {
			head: "fedcba9876543210",
			branch: "topic",
			dirty: ["src/a.ts", "notes.txt"],
			dirtyCount: 2,
			complete: true,
		},
		commits: { made: 1, gone: 0, newest: ["fedcba9 wire the subnets"] },
		files: {
			changed: [
				{ name: "src/a.ts", added: 14, removed: 3 },
				{ name: "logo.png", added: null, removed: null },
			],
			count: 2,
			complete: true,
		},
	};
}

export function restorePlan(at: number, over: Partial<RestorePlan> = {}): RestorePlan {
	return {
		id: "restore-1",
		checkpoint: checkpointOf(at),
		session: "ccl-2",
		account: "backup",
		cwd: "/srv/app",
		how: "resume",
		conversation: "c-1",
		prompt: null,
		stops: "c-9",
		notes: ["files are left as they are"],
		preconditions: [{ name: "session", ok: true, detail: "ccl-2 is idle", remedy: null }],
		runnable: true,
		...over,
	};
}
