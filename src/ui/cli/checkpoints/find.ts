import { nearest } from "../../../engine/config/nearest.ts";
import type { CheckpointsView } from "../../../engine/control/views/checkpoints.ts";
import { plain } from "../../tui/present/plain.ts";
import { EXIT } from "../exit-codes.ts";
import { complain, type Io } from "../io.ts";
import { type Told, talk } from "../talk.ts";

/** The id that a word means: a checkpoint's own, or a session's name for its newest one. */
export async function findCheckpoint(io: Io, word: string): Promise<Told<string>> {
	const told = await talk<CheckpointsView>(io, { method: "GET", path: "/v1/checkpoints" });
	if (told.kind === "exit") return told;
	const { checkpoints } = told.body;
	const found =
		checkpoints.find(({ id }) => id === word) ??
		checkpoints.find(({ session }) => session === word);
	if (found !== undefined) return { kind: "ok", body: found.id };
	const names = checkpoints.flatMap(({ id, session }) => [id, session]);
	const known = nearest(word, [...new Set(names)]);
	const hint =
		known === null ? "`claude-failover checkpoints` lists them" : `did you mean ${known}?`;
	complain(io, plain(`there is no checkpoint "${word}"; ${hint}`));
	return { kind: "exit", code: EXIT.usage };
}
