import type { Explanation, Link, Snapshot } from "../../../src/state/client.ts";
import { initialState } from "../../../src/state/model.ts";
import {
	account,
	checkpoint,
	NOW,
	openSwitch,
	plan,
	quotaWindow,
	record,
	session,
	snapshot,
	type TestClient,
	task,
	testClient,
} from "../tui/fixtures.ts";

const MINUTE = 60_000;
const MANY = 60;
const nth = (n: number): string => String(n).padStart(2, "0");
const numbers = Array.from({ length: MANY }, (_, n) => n);

/** A pool with more of everything than fits on a screen, so that every list and text can be moved in. */
function storyWorld(version: string): Snapshot {
	const windows = { five_hour: quotaWindow("five_hour", 0.4) };
	const spent = { five_hour: quotaWindow("five_hour", 1, { spent: true }) };
	const limits = { priority: 1, maxRunning: 0 };
	const projects = { "/srv/app": limits, "/srv/web": limits };
	const dispatch = { projects, models: [], capabilities: [] };
	return snapshot({
		sessions: numbers.map((n) => session(`s-${nth(n)}`, n === 0 ? { state: "waiting" } : {})),
		accounts: [
			account("main", { windows: spent }),
			...numbers.slice(1).map((n) => account(`a-${nth(n)}`, { windows })),
		],
		tasks: numbers.map((n) =>
			task(`app.t-${nth(n)}`, { title: `task t-${nth(n)}`, addedAt: NOW - (MANY - n) * MINUTE }),
		),
		recent: numbers.map((n) => record(n, { type: "verdict.reached", why: `look e-${nth(n)}.` })),
		state: {
			checkpoints: numbers.map((n) =>
				checkpoint(`c-${nth(n)}`, { session: `k-${nth(n)}`, takenAt: NOW - n * MINUTE }),
			),
			policy: { ...initialState.policy, dispatch },
			scheduled: LATER,
			engine: { ...initialState.engine, version },
			switches: numbers.map((n) => endedSwitch(n)),
		},
	});
}

const LATER = {
	...{ id: "later", at: NOW + 88 * MINUTE, to: "a-01", sessions: null },
	...{ force: false, scheduledAt: NOW },
};

function endedSwitch(n: number) {
	const endedAt = NOW - n * MINUTE;
	const moves = numbers.map((m) => {
		const [move] = openSwitch().moves;
		if (move === undefined) throw new Error("the switch of the afternoon moves nobody");
		return { ...move, session: `s-${nth(m)}`, startedAt: endedAt - 2000, endedAt };
	});
	const facts = { id: `sw-${nth(n)}`, outcome: "done" as const, why: `switch w-${nth(n)}` };
	return openSwitch({
		...facts,
		from: `f-${nth(n)}`,
		begunAt: endedAt - 5000,
		committedAt: endedAt,
		endedAt,
		moves,
	});
}

/** The engine of that pool: what it is asked to do it says to have done. */
export function storyClient(link: Link, version: string): TestClient {
	let plans = 0;
	const client = testClient(storyWorld(version), link);
	client.nextPlan = plan({
		moves: numbers.map((n) => ({
			session: `s-${nth(n)}`,
			how: `at its turn boundary m-${nth(n)}`,
			continues: false,
			canary: n === 0,
		})),
	});
	const { planSwitch, checkpoints } = client;
	client.planSwitch = async (ask) => {
		const made = await planSwitch(ask);
		plans += 1;
		const moves = made.moves.filter((m) => ask.sessions?.includes(m.session) ?? true);
		return { ...made, seq: plans, force: ask.force, moves };
	};
	const { planRestore } = checkpoints;
	checkpoints.planRestore = async (ask) => {
		const reply = await planRestore(ask);
		plans += 1;
		const notes = [`plan ${plans}`, ...numbers.map((n) => `note n-${nth(n)}`)];
		return reply.kind === "plan" ? { ...reply, plan: { ...reply.plan, notes } } : reply;
	};
	const { read } = checkpoints;
	checkpoints.read = async (id) => {
		const reply = await read(id);
		const pane = numbers.map((n) => `row p-${nth(n)}`);
		return reply.kind === "ok" ? { ...reply, content: { ...reply.content, pane } } : reply;
	};
	const text = { lines: numbers.map((n) => `line l-${nth(n)}`), more: false, why: null };
	client.tasks.read = async () => ({ kind: "ok", text });
	client.passes = numbers.map((n) => ({
		...{ name: `loop-${nth(n)}`, everyMs: 1000 },
		...{ lastPassAt: NOW, nextPassAt: NOW + 1000 },
	}));
	client.attachCommand = (name) => ["sh", "-c", `echo "the agent is here: ${name}"; read line`];
	client.explain = async () => explanation();
	return client;
}

function explanation(): Explanation {
	const candidates = numbers.map((n) => ({ account: `a-${nth(n)}`, ok: false, why: "spent" }));
	const none = { from: null, to: null, model: null, until: null, sessions: [] };
	const grounds = { accounts: [], candidates, wouldChange: [] };
	return { ...none, at: NOW, kind: "none", why: "main is ok", grounds };
}
