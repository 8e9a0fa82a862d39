import { appendFileSync, mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Session } from "../../../src/state/model.ts";
import { sample } from "../facts/rig.ts";
import type { PoolRig } from "../pool/rig.ts";

/** What a statusline says of the windows of an account. */
export type Told = Readonly<Record<string, unknown>>;

/** One thing that the genuine program leaves on the disk or in its pane; names are those of the captured samples. */
export type Fact =
	/** A hook. `life`: of another process life than the present one. */
	| { readonly hook: string; readonly with?: object; readonly life?: string }
	/** A line of the transcript. `in`: of another file than the session's own. */
	| { readonly line: string; readonly with?: object; readonly in?: string }
	/** Bytes at the end of the transcript, as they are. */
	| { readonly bytes: string }
	| { readonly statusline: object | string; readonly life?: string }
	| { readonly pane: readonly string[] }
	| { readonly registry: "idle" | "busy" | "waiting" }
	| { readonly wait: number };

/** Writes facts of a session as the program and spool.sh write them, each later than the one before. */
export class FactsOnDisk {
	readonly #rig: PoolRig;
	#counted = 0;

	constructor(rig: PoolRig) {
		this.#rig = rig;
	}

	write(session: Session, fact: Fact): void {
		const own = session.incarnation?.id ?? "";
		if ("hook" in fact) this.#hook(session, fact, fact.life ?? own);
		else if ("line" in fact) this.#line(session, fact);
		else if ("bytes" in fact) append(this.#transcriptOf(session), fact.bytes);
		else if ("statusline" in fact) this.#statusline(session, fact.statusline, fact.life ?? own);
		else if ("pane" in fact) this.#rig.machine.rows = fact.pane;
		else if ("registry" in fact) this.#register(session, fact.registry);
	}

	#hook(session: Session, { hook, with: changes }: Extract<Fact, { hook: string }>, life: string) {
		const where = { cwd: session.project, transcript_path: this.#transcriptOf(session) };
		const said = { session_id: session.conversation, ...where, ...changes };
		const stamp = BigInt(this.#rig.clock.now()) * 1_000_000n + BigInt(this.#next());
		const [event = ""] = hook.split("-");
		const name = `${String(stamp).padStart(19, "0")}-42-${event}.json`;
		this.#drop(life, name, JSON.stringify(sample(`hook-${hook}.json`, said)));
	}

	#line(session: Session, { line, with: changes, in: file }: Extract<Fact, { line: string }>) {
		const timestamp = new Date(this.#rig.clock.now()).toISOString();
		const fresh = { uuid: `line-${this.#next()}`, timestamp, sessionId: session.conversation };
		const written = sample(`transcript/${line}.json`, { ...fresh, ...changes });
		append(this.#transcriptOf(session, file), `${JSON.stringify(written)}\n`);
	}

	#statusline(session: Session, told: object | string, life: string) {
		const own = { session_id: session.conversation, cwd: session.project };
		const whole = (more: object) =>
			JSON.stringify(sample("statusline-oauth.json", { ...own, ...more }));
		this.#drop(
			join(life, "statusline"),
			"last.json",
			typeof told === "string" ? told : whole(told),
		);
	}

	#register(session: Session, status: "idle" | "busy" | "waiting") {
		const pid = session.incarnation?.pid ?? 0;
		const entry = {
			...{ pid, procStart: `start-of-${pid}`, updatedAt: this.#rig.clock.now() },
			...{ sessionId: session.conversation, cwd: session.project, status },
			...(status === "waiting" ? { waitingFor: "dialog open" } : {}),
		};
		const folder = join(this.#homeOf(session), "sessions");
		mkdirSync(folder, { recursive: true });
		const text = JSON.stringify(sample("sessions-registry.json", entry));
		writeFileSync(join(folder, `${pid}.json`), text);
	}

	#drop(life: string, name: string, text: string): void {
		const folder = join(this.#rig.parts.folders.spool, life);
		mkdirSync(folder, { recursive: true });
		const half = join(folder, `.${name}.tmp`);
		writeFileSync(half, text);
		// Files are told apart by their times, and a test writes faster than the clock of a file system ticks.
		const time = (this.#rig.clock.now() + this.#next() / 1_000) / 1_000;
		utimesSync(half, time, time);
		renameSync(half, join(folder, name));
		utimesSync(folder, time, time);
	}

	#homeOf(session: Session): string {
		return join(this.#rig.root, "homes", session.account ?? "a");
	}

	#transcriptOf(session: Session, name = session.conversation ?? ""): string {
		return join(this.#homeOf(session), "projects", "-app", `${name}.jsonl`);
	}

	#next(): number {
		this.#counted += 1;
		return this.#counted;
	}
}

function append(file: string, text: string): void {
	mkdirSync(dirname(file), { recursive: true });
	appendFileSync(file, text);
}
