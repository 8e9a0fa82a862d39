import type { Event } from "../../state/events.ts";
import { slotOf } from "../../state/messages.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import { readLines } from "../claude/transcript-lines.ts";
import type { AccountConfig } from "../config/config.ts";
import type { EngineParts } from "../parts.ts";
import { promptTimes } from "./prompts-in.ts";
import { type Writer, writerOf, writersByHand } from "./writers.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "files" | "processes">;
type Counted = Extract<Event, { type: "messages.counted" }>;

/**
 * Counts the messages of accounts that have a limit in messages. Transcripts are read on from where they were read to;
 * a message belongs to the account whose process wrote the conversation at that time. What is counted and how far was
 * read is one record, so that a restart counts nothing twice.
 */
export class MessageCounts {
	readonly #parts: Parts;
	/** How far was read since something was recorded. */
	readonly #offsets = new Map<string, number>();
	readonly #files = new Map<string, string>();
	/** Lives that began since the last time: the state keeps the present one of a session alone. */
	#begun: readonly Writer[] = [];

	constructor(parts: Parts) {
		this.#parts = parts;
		parts.recorder.subscribe((records) => {
			for (const { event } of records) {
				if (event.type !== "session.launched") continue;
				const { account, conversation, launchedAt: since } = event.incarnation;
				if (this.#limited().length === 0) continue;
				this.#begun = [...this.#begun, { conversation, account, since }];
			}
		});
	}

	/** Reads what was written since the last time. Costs nothing when no account has a limit. */
	async readOn(): Promise<void> {
		const { recorder } = this.#parts;
		const limited = this.#limited();
		const open = Object.keys(recorder.state().transcripts ?? {});
		if (limited.length === 0 && open.length === 0) return;
		const byHand = await writersByHand(this.#parts, limited);
		const begun = this.#begun;
		const written = [...this.#ours(), ...byHand, ...begun]
			.filter((w) => this.#isLimited(w.account))
			.map((w) => w.conversation);
		for (const conversation of new Set([...open, ...written])) {
			await this.#readConversation(conversation, byHand);
		}
		this.#begun = this.#begun.filter((w) => !begun.includes(w));
	}

	async #readConversation(conversation: string, byHand: readonly Writer[]): Promise<void> {
		const { files, recorder } = this.#parts;
		const before = this.#livesOf(conversation, byHand);
		const present = this.#presentOf(conversation, byHand);
		const owner = present !== null && this.#isLimited(present.account) ? present : null;
		const place = recorder.state().transcripts?.[conversation];
		let offset = this.#offsets.get(conversation) ?? place?.offset ?? 0;
		const path = await this.#fileOf(conversation);
		for (let more = path !== null; more && path !== null; ) {
			const read = await readLines(files, path, offset);
			({ offset, more } = read);
			this.#offsets.set(conversation, offset);
			// A life that began meanwhile has lines of its own among them.
			const lives = [...before, ...this.#livesOf(conversation, byHand)];
			const slots = slotsOf(promptTimes(read.lines), lives);
			this.#record(conversation, more ? (owner ?? place ?? null) : owner, offset, slots);
		}
		if (owner === null) {
			if (path === null) this.#record(conversation, null, offset, new Map());
			this.#offsets.delete(conversation);
			this.#files.delete(conversation);
		}
	}

	/** `owner`: who writes on; `null`: nobody who is counted. */
	#record(
		conversation: string,
		owner: Pick<Writer, "account" | "since"> | null,
		readTo: number,
		slots: ReadonlyMap<Writer, Readonly<Record<string, number>>>,
	): void {
		const { recorder } = this.#parts;
		const place = recorder.state().transcripts?.[conversation];
		const base = { type: "messages.counted", conversation } as const;
		const offset = owner === null ? null : readTo;
		const counted: Counted[] = [...slots]
			.filter(([{ account }]) => this.#isLimited(account))
			.map(([{ account, since }, counts]) => ({ ...base, account, since, offset, slots: counts }));
		const keeper = owner ?? place;
		if (keeper === undefined) {
			recorder.commit(...counted);
			return;
		}
		const { account, since } = keeper;
		const isKeepers = (e: Counted): boolean => e.account === account && e.since === since;
		const isNew = owner?.account !== place?.account || owner?.since !== place?.since;
		if (counted.length === 0 && !isNew) return;
		// The last one says where it goes on, and for whom.
		recorder.commit(
			...counted.filter((e) => !isKeepers(e)),
			counted.find(isKeepers) ?? { ...base, account, since, offset, slots: {} },
		);
	}

	/** All lives that may have written what is not read yet. */
	#livesOf(conversation: string, byHand: readonly Writer[]): readonly Writer[] {
		const place = this.#parts.recorder.state().transcripts?.[conversation];
		const known = place === undefined ? [] : [{ conversation, ...place }];
		const others = [...this.#begun, ...this.#ours(), ...byHand];
		return [...known, ...others.filter((w) => w.conversation === conversation)];
	}

	#presentOf(conversation: string, byHand: readonly Writer[]): Writer | null {
		const all = [...this.#ours(), ...byHand];
		return all.find((w) => w.conversation === conversation) ?? null;
	}

	#ours(): readonly Writer[] {
		const { sessions } = this.#parts.recorder.state();
		return Object.values(sessions).flatMap((session) => writerOf(session) ?? []);
	}

	async #fileOf(conversation: string): Promise<string | null> {
		const known = this.#files.get(conversation);
		if (known !== undefined) return known;
		const { files, config } = this.#parts;
		const found = await findTranscript(files, config.pool.sharedProjectsDir, conversation);
		if (found !== null) this.#files.set(conversation, found);
		return found;
	}

	#isLimited(name: string): boolean {
		return this.#limited().some((account) => account.name === name);
	}

	#limited(): readonly AccountConfig[] {
		return this.#parts.config.accounts.filter(
			({ limits }) => limits.hourlyMsgs > 0 || limits.weeklyMsgs > 0,
		);
	}
}

/** How many were sent in which slot, by the life that was there: the last one that began before. */
function slotsOf(
	times: readonly number[],
	lives: readonly Writer[],
): ReadonlyMap<Writer, Readonly<Record<string, number>>> {
	const slots = new Map<Writer, Record<string, number>>();
	const latestFirst = lives.toSorted((a, b) => b.since - a.since);
	for (const at of times) {
		const life = latestFirst.find(({ since }) => since <= at);
		if (life === undefined) continue;
		const counts = slots.get(life) ?? {};
		const slot = slotOf(at);
		counts[slot] = (counts[slot] ?? 0) + 1;
		slots.set(life, counts);
	}
	return slots;
}
