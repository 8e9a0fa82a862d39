import type { Policy } from "../model.ts";

/** Facts about the engine itself. */
export type EngineEvent =
	| {
			readonly type: "engine.started";
			readonly pid: number;
			readonly version: string;
			readonly epoch: number;
			readonly demo: boolean;
			readonly policy: Policy;
	  }
	| { readonly type: "engine.stopped"; readonly why: string }
	/** The machine's clock was set by so much, or the machine slept so long. */
	| { readonly type: "clock.jumped"; readonly byMs: number }
	/** At the start it was so far ahead of the last record: nothing ran for so long, or it is wrong. */
	| { readonly type: "clock.doubted"; readonly byMs: number }
	| { readonly type: "loop.failed"; readonly loop: string; readonly error: string }
	| { readonly type: "loop.recovered"; readonly loop: string }
	| { readonly type: "loop.gave-up"; readonly loop: string; readonly error: string }
	| { readonly type: "operator.warned"; readonly what: string; readonly remedy: string };
