import type { CheckpointContent } from "../../state/checkpoint-content.ts";
import type { Checkpoint } from "../../state/model.ts";
import type { Files, RegularRead } from "../ports/files.ts";
import { parseContent } from "./content.ts";
import { hashOf } from "./take.ts";

export type CheckpointRead =
	| { readonly kind: "ok"; readonly content: CheckpointContent }
	/** It is gone, or is not what was written: nothing is done with it. */
	| { readonly kind: "unusable"; readonly why: string; readonly remedy: string };

/** No checkpoint is this large: texts in it are cut. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Reads a checkpoint and proves that its file is the one that was written. */
export async function readCheckpoint(
	files: Files,
	checkpoint: Checkpoint,
): Promise<CheckpointRead> {
	const { file, sha256 } = checkpoint;
	const read = await files.readRegular(file, MAX_BYTES).catch(codeOf);
	if (typeof read === "string") {
		const why = read === "ENOENT" ? `${file} is gone` : `${file} cannot be read (${read})`;
		return unusable(why);
	}
	if (read.kind !== "ok") return unusable(`${file} is ${IS[read.kind]}`);
	const text = read.bytes.toString("utf8");
	if (sha256 !== undefined && hashOf(text) !== sha256) {
		return unusable(`${file} was changed after it was written: its sha256 does not match`);
	}
	const parsed = parseContent(text);
	if (parsed.kind === "wrong") return unusable(`${file} is no checkpoint: ${parsed.why}`);
	if (parsed.content.id !== checkpoint.id) return unusable(`${file} is that of another checkpoint`);
	return { kind: "ok", content: parsed.content };
}

const IS: Readonly<Record<Exclude<RegularRead["kind"], "ok">, string>> = {
	"not-regular": "no regular file",
	"too-large": "too large to be a checkpoint",
};

function unusable(why: string): CheckpointRead {
	return {
		kind: "unusable",
		why,
		remedy: "use another one: `claude-failover checkpoints` lists them",
	};
}

function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
