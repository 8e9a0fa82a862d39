import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readAllLines } from "../claude/transcript-lines.ts";
import { type TranscriptTurn, turnsOf } from "../claude/transcript-turns.ts";
import { systemFiles } from "../ports/files.ts";
import { readEffects } from "./agent/world.ts";

/** A turn as all transcripts together show it. */
export interface CountedTurn extends TranscriptTurn {
	/** Conversations in which its nonce was accepted. */
	readonly conversations: readonly string[];
}

/** Reads every transcript under `projectsDir` and tells what became of each prompt with a nonce. */
export async function countTurns(projectsDir: string): Promise<readonly CountedTurn[]> {
	const turns = new Map<string, CountedTurn>();
	const accepted = new Set<string>();
	for (const file of await transcriptsIn(projectsDir)) {
		for (const turn of turnsOf(await readAllLines(systemFiles, file), accepted)) {
			const known = turns.get(turn.nonce);
			turns.set(turn.nonce, {
				nonce: turn.nonce,
				acceptedCount: turn.acceptedCount + (known?.acceptedCount ?? 0),
				finished: turn.finished || (known?.finished ?? false),
				cut: turn.cut || (known?.cut ?? false),
				conversations: [...(known?.conversations ?? []), file],
			});
		}
	}
	return [...turns.values()];
}

/** Nonces whose prompt was accepted twice, or one of whose steps was really done twice. */
export function doubledNonces(turns: readonly CountedTurn[], world: string): ReadonlySet<string> {
	const doubled = new Set(turns.filter((t) => t.acceptedCount > 1).map((t) => t.nonce));
	const seen = new Set<string>();
	for (const { nonce, step } of readEffects(world)) {
		const effect = `${nonce} ${step}`;
		if (seen.has(effect)) doubled.add(nonce);
		seen.add(effect);
	}
	return doubled;
}

async function transcriptsIn(projectsDir: string): Promise<readonly string[]> {
	const names = await readdir(projectsDir, { recursive: true });
	return names
		.filter((name) => name.endsWith(".jsonl") && !name.includes("subagents"))
		.map((name) => join(projectsDir, name));
}
