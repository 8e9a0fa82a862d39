import { createHash } from "node:crypto";
import { type HttpProblem, problem } from "./problem.ts";
import { type Reply, wrong } from "./route.ts";

/** A reply is remembered so long (ms), and so many are. */
const KEPT_MS = 600_000;
const MOST = 12_000;

const KEY = /^[\x21-\x7e]{1,200}$/;

/** An act that its caller may repeat when it got no answer. */
export interface Asked {
	readonly caller: string;
	/** The caller's own word for this act. */
	readonly key: string;
	/** What was asked, whole: the same key for something else is a mistake. */
	readonly asked: string;
}

/** Acts that carry an idempotency key. */
export interface Replays {
	/** Acts once for a key, and gives later askers the same reply, also while it acts. A failure is not remembered. */
	once(asked: Asked, act: () => Promise<Reply>): Promise<Reply>;
}

interface Kept {
	/** The hash of what was asked: that itself may be half a mebibyte. */
	readonly asked: string;
	readonly reply: Promise<Reply>;
	readonly at: number;
	/** It is done, or refused. */
	ended: boolean;
}

/** Remembers replies in memory, as long as the daemon lives. */
export function createReplays(now: () => number): Replays {
	const kept = new Map<string, Kept>();
	return {
		async once({ caller, key, asked: whole }, act) {
			const asked = createHash("sha256").update(whole).digest("base64");
			const name = `${caller} ${key}`;
			forget(kept, now());
			const known = kept.get(name);
			if (known !== undefined) return known.asked === asked ? known.reply : wrong(REUSED);
			const reply = act();
			const mine = { asked, reply, at: now(), ended: false };
			kept.set(name, mine);
			const failed = await reply.then(hasFailed, () => true);
			mine.ended = true;
			if (failed && kept.get(name) === mine) kept.delete(name);
			return reply;
		},
	};
}

/** The key of a request's header; `null`: it has none. */
export function keyOf(
	header: string | undefined,
):
	| { readonly kind: "ok"; readonly value: string | null }
	| { readonly kind: "problem"; readonly problem: HttpProblem } {
	if (header === undefined) return { kind: "ok", value: null };
	if (KEY.test(header)) return { kind: "ok", value: header };
	const detail = "the Idempotency-Key header is no word of 1 to 200 visible characters";
	return { kind: "problem", problem: problem("invalid", detail, "send a random UUID") };
}

const REUSED = problem(
	"key-reused",
	"something else was asked with this idempotency key",
	"send a key of its own with each act",
);

function hasFailed(reply: Reply): boolean {
	return reply.kind === "problem" && reply.problem.status >= 500;
}

/** The oldest come first. What is under way stays: whoever asks again must not begin it twice. */
function forget(kept: Map<string, Kept>, now: number): void {
	for (const [name, { at, ended }] of kept) {
		if (!ended) continue;
		const old = now - at > KEPT_MS || at - now > KEPT_MS;
		if (!old && kept.size < MOST) return;
		kept.delete(name);
	}
}
