/* Everything about `CONFIG/projects/<slug>/<conversation>.jsonl`, the record of one conversation. */
export { nonceIn } from "./nonce.ts";
export {
	type ApiFailure,
	apiFailureOf,
	classifyStopFailure,
	type FailureCause,
	type LimitEvent,
	limitEventOf,
	type StopFailureVerdict,
} from "./transcript-failure.ts";
export { findTranscript, projectSlug } from "./transcript-find.ts";
export {
	readAllLines,
	readLines,
	type TranscriptLine,
	type TranscriptRead,
} from "./transcript-lines.ts";
export { type TranscriptTurn, turnsOf } from "./transcript-turns.ts";
