import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RepositoryLooks } from "../../../src/engine/checkpoint/repository-looks.ts";
import { makeLoops } from "../../../src/engine/make-loops.ts";
import type { EngineParts } from "../../../src/engine/parts.ts";
import { launchFolder } from "../../../src/engine/pool/launch-record.ts";
import type { Event } from "../../../src/state/events.ts";
import type { Incarnation, Session } from "../../../src/state/model.ts";
import { HOUR, MINUTE, SECOND } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";
import { type Fact, FactsOnDisk, type Told } from "./facts-on-disk.ts";

/** The session whose turn is under way. */
export const CUT = "ccl-auto-11";

/**
 * Two accounts, of which b could take over at any time, and two sessions at work on a: `ccl-auto-11` is in a turn, `ccl-0`
 * rests. The shipped loops run over real spool files and transcripts; time and panes are the test's.
 */
export interface LimitRig {
	readonly pool: PoolRig;
	/** Every event since the pool was up, or since `forget`. */
	readonly events: readonly Event[];
	forget(): void;
	session(name?: string): Session;
	/** Writes these facts as the program would; `wait` lets time pass. */
	happens(...facts: readonly Fact[]): Promise<void>;
	/** The same of another session. */
	happensTo(name: string, ...facts: readonly Fact[]): Promise<void>;
	/** Somebody gives the session a prompt: its turn begins. */
	begin(name?: string): Promise<void>;
	/** Lets time pass in steps, with a pass of the loops after each. */
	pass(ms?: number, steps?: number): Promise<void>;
	/** What an account says of its windows to whoever asks next. */
	readonly told: Record<string, Told>;
	/** How a new process comes up: it answers the prompt of its launch unless this says otherwise. */
	arrives: (session: Session) => Arrival;
	/** The switches that began. */
	switches(): readonly Extract<Event, { type: "switch.begun" }>[];
	limits(): readonly Extract<Event, { type: "limit.hit" }>[];
	end(): void;
}

/** `unsent`: it stands there idle, and what it was started with was never submitted. `never`: it hangs. */
type Arrival = "answering" | "at the dialog" | "unsent" | "never";

/** `loops`: those that run. */
export async function limitRig(
	names: readonly string[] = ["session-watcher", "account-switcher"],
): Promise<LimitRig> {
	const pool = poolRig();
	const parts = partsWithoutPrograms(pool);
	const loops = makeLoops(parts, []).all.filter((l) => names.includes(l.name));
	const events: Event[] = [];
	const arrived = new Set<string>();
	const session = (name = CUT): Session => pool.session(name);
	const disk = new FactsOnDisk(pool);
	const write = (whose: Session, fact: Fact): void => disk.write(whose, fact);
	const told: Record<string, Told> = { a: limitsAt(pool, 42), b: limitsAt(pool, 10) };
	const { signal } = new AbortController();

	const rig: LimitRig = {
		pool,
		events,
		session,
		told,
		arrives: () => "answering",
		happens: (...facts) => rig.happensTo(CUT, ...facts),
		async happensTo(name, ...facts) {
			for (const fact of facts) {
				if ("wait" in fact) await rig.pass(fact.wait);
				else write(session(name), fact);
			}
		},
		async begin(name = CUT) {
			const prompt = "Go on with the work.";
			write(session(name), {
				line: "user-string",
				with: { message: { role: "user", content: prompt } },
			});
			write(session(name), { hook: "UserPromptSubmit", with: { prompt } });
			write(session(name), { registry: "busy" });
			await rig.pass();
		},
		async pass(ms = SECOND, steps = 1) {
			for (let step = 0; step < steps; step++) {
				await pool.clock.advance(Math.round(ms / steps));
				for (const loop of loops) await loop.tick(signal);
				comeUp();
			}
		},
		forget: () => void events.splice(0),
		switches: () => events.filter((e) => e.type === "switch.begun"),
		limits: () => events.filter((e) => e.type === "limit.hit"),
		end: () => parts.recorder.close(),
	};

	/** Processes that were started since the last pass are there. */
	function comeUp(): void {
		for (const each of Object.values(parts.recorder.state().sessions)) {
			const life = each.incarnation;
			if (life === null || arrived.has(life.id)) continue;
			arrived.add(life.id);
			arrive(each, life);
		}
	}

	function arrive(each: Session, life: Incarnation): void {
		const how = rig.arrives(each);
		if (how === "never") return;
		write(each, { hook: `SessionStart-${life.resumed ? "resume" : "startup"}` });
		write(each, { registry: how === "at the dialog" ? "waiting" : "idle" });
		write(each, { statusline: { rate_limits: told[life.account] } });
		const file = join(launchFolder(parts.folders.launches, life.id), "prompt");
		if (how === "answering" && existsSync(file)) answer(each, readFileSync(file, "utf8"));
	}

	function answer(each: Session, prompt: string): void {
		write(each, { line: "user-string", with: { message: { role: "user", content: prompt } } });
		write(each, { hook: "UserPromptSubmit", with: { prompt } });
		write(each, { line: "assistant-text" });
		write(each, { hook: "Stop" });
	}

	parts.recorder.commit(readingOf(pool, "b"));
	await rig.pass(SECOND, 3);
	await rig.begin();
	parts.recorder.subscribe((records) => events.push(...records.map((r) => r.event)));
	return rig;
}

/** No other program is run: neither git nor the usage poll. */
function partsWithoutPrograms({ parts }: PoolRig): EngineParts {
	const commands: EngineParts["commands"] = async () => ({ kind: "not-started", why: "a test" });
	const { environment, clock } = parts;
	const repositories = new RepositoryLooks({ commands, environment, clock });
	return { ...parts, commands, repositories };
}

/** Windows as the statusline tells them: percent, and seconds. */
export function limitsAt(pool: Pick<PoolRig, "clock">, percent: number): Told {
	const seconds = Math.floor(pool.clock.now() / SECOND);
	return {
		five_hour: { used_percentage: percent, resets_at: seconds + (290 * MINUTE) / SECOND },
		seven_day: { used_percentage: 17, resets_at: seconds + (90 * HOUR) / SECOND },
	};
}

function readingOf({ clock }: PoolRig, account: string): Event {
	const five = { window: "five_hour", usedRatio: 0.1, resetsAt: clock.now() + 290 * MINUTE };
	const week = { window: "seven_day", usedRatio: 0.17, resetsAt: clock.now() + 90 * HOUR };
	return {
		type: "quota.read",
		account,
		source: "usage-poll",
		incarnation: null,
		windows: [five, week],
		observedAt: clock.now(),
	};
}
