import type { EventRecord } from "../../state/events.ts";
import { sentenceOf } from "../../state/sentences.ts";
import type { EngineParts } from "../parts.ts";
import type { Loop } from "../supervisor.ts";

/** Somewhere that a person sees a short message. */
export interface Sink {
	readonly name: string;
	send(title: string, text: string): Promise<void>;
}

/** A message said before is not said again within this time. */
const DEDUPE_MS = 10 * 60_000;

/** A sink that has not answered by then is not waited for: it would hold up the engine's end as well. */
const PATIENCE_MS = 10_000;

/** More than this waiting: the oldest are dropped, the newest matter. */
const MOST_WAITING = 100;

/** Tells people what needs them. A sink that fails delays nobody. */
export function notifier(parts: EngineParts, sinks: readonly Sink[]): Loop {
	const waiting: { readonly title: string; readonly text: string }[] = [];
	const said = new Map<string, number>();
	if (sinks.length > 0) {
		parts.recorder.subscribe((records) => {
			for (const record of records) enqueue(record);
			if (waiting.length > 0) parts.poke("notifier");
		});
	}
	const enqueue = (record: EventRecord): void => {
		const { level, source, text } = sentenceOf(record);
		if (level === "info") return;
		const message = { title: `claude-failover: ${source}`, text };
		const key = `${message.title}\n${message.text}`;
		const now = parts.clock.monotonic();
		if (now - (said.get(key) ?? Number.NEGATIVE_INFINITY) < DEDUPE_MS) return;
		said.set(key, now);
		waiting.push(message);
		waiting.splice(0, Math.max(0, waiting.length - MOST_WAITING));
	};
	return {
		name: "notifier",
		everyMs: 60_000,
		async tick(signal) {
			const now = parts.clock.monotonic();
			for (const [key, at] of said) if (now - at >= DEDUPE_MS) said.delete(key);
			const messages = waiting.splice(0);
			for (const { title, text } of messages) {
				const sent = Promise.allSettled(sinks.map((sink) => sink.send(title, text)));
				const patience = new AbortController();
				const enough = AbortSignal.any([signal, patience.signal]);
				await Promise.race([sent, parts.clock.sleep(PATIENCE_MS, enough)]);
				patience.abort();
			}
		},
	};
}
