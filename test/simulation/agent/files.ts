import { join } from "node:path";
import type { MemoryDisk } from "../ports/memory-disk.ts";
import type { Timeline } from "../time.ts";

/** Where one agent reads and writes, as its launch folder says. */
export interface AgentPlaces {
	readonly home: string;
	readonly cwd: string;
	readonly spool: string;
	readonly launchDir: string;
}

/** The files of the program as the engine's adapters read them (shapes of 2.1.330, cut down to what is read). */
export class AgentFiles {
	readonly #disk: MemoryDisk;
	readonly #timeline: Timeline;
	readonly #places: AgentPlaces;
	readonly #pid: number;
	readonly #startTime: string;
	readonly #wake: () => void;
	#written = 0;

	constructor(
		disk: MemoryDisk,
		timeline: Timeline,
		places: AgentPlaces,
		process: { readonly pid: number; readonly startTime: string },
		wake: () => void,
	) {
		this.#wake = wake;
		this.#disk = disk;
		this.#timeline = timeline;
		this.#places = places;
		this.#pid = process.pid;
		this.#startTime = process.startTime;
	}

	register(conversation: string, status: "idle" | "busy" | "waiting", waitingFor?: string): void {
		const now = this.#timeline.wall();
		const { cwd } = this.#places;
		const who = { pid: this.#pid, sessionId: conversation, cwd, procStart: this.#startTime };
		const entry = { ...who, version: "2.1.330", kind: "interactive", status, waitingFor };
		this.#disk.put(this.#registry(), JSON.stringify({ ...entry, updatedAt: now }));
	}

	unregister(): void {
		this.#disk.remove(this.#registry());
	}

	hook(conversation: string, event: string, fields: object): void {
		this.#written += 1;
		const stamp = `${BigInt(this.#timeline.wall()) * 1_000_000n + BigInt(this.#written)}`;
		const file = `${stamp.padStart(19, "0")}-${this.#pid}-${event}.json`;
		const payload = {
			session_id: conversation,
			transcript_path: this.transcript(conversation),
			cwd: this.#places.cwd,
			hook_event_name: event,
			...fields,
		};
		this.#disk.put(join(this.#places.spool, file), JSON.stringify(payload));
		this.#wake();
	}

	statusline(conversation: string, limits: object): void {
		const shown = { session_id: conversation, version: "2.1.330", rate_limits: limits };
		this.#disk.put(join(this.#places.spool, "statusline", "last.json"), JSON.stringify(shown));
	}

	/** Appends a line to the transcript of a conversation. */
	line(conversation: string, line: object): void {
		this.#written += 1;
		const uuid = `${this.#pid}-${this.#written}`;
		const timestamp = new Date(this.#timeline.wall()).toISOString();
		const text = JSON.stringify({ ...line, uuid, timestamp, sessionId: conversation });
		this.#disk.append(this.transcript(conversation), `${text}\n`);
	}

	transcript(conversation: string): string {
		return join(this.#places.home, "projects", "-sim", `${conversation}.jsonl`);
	}

	hasTranscript(conversation: string): boolean {
		return this.#disk.read(this.transcript(conversation)) !== null;
	}

	/** The first prompt of the launch, if it has one. */
	prompt(): string | null {
		return this.#disk.read(join(this.#places.launchDir, "prompt"));
	}

	/** A launch works once. */
	claim(): boolean {
		const claimed = join(this.#places.launchDir, "started");
		if (this.#disk.isFolder(claimed)) return false;
		this.#disk.folder(claimed);
		return true;
	}

	#registry(): string {
		return join(this.#places.home, "sessions", `${this.#pid}.json`);
	}
}

/** What a launch folder and its words say. */
export function readLaunch(
	disk: MemoryDisk,
	argv: readonly string[],
	spoolRoot: string,
): (AgentPlaces & { readonly conversation: string; readonly resumes: boolean }) | null {
	const launchDir = argv[2] ?? "";
	const env = disk.read(join(launchDir, "launch.env"));
	const home = /CLAUDE_CONFIG_DIR='?([^'\n]+)'?/.exec(env ?? "")?.[1];
	const cwd = /ccl_cwd='?([^'\n]+)'?/.exec(env ?? "")?.[1];
	const at = argv.findIndex((word) => word === "--resume" || word === "--session-id");
	const conversation = argv[at + 1];
	if (home === undefined || cwd === undefined || at < 0 || conversation === undefined) return null;
	const spool = join(spoolRoot, launchDir.split("/").at(-1) ?? "");
	return { home, cwd, spool, launchDir, conversation, resumes: argv[at] === "--resume" };
}
