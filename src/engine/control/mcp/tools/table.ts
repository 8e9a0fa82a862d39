import type { Tool } from "../tool.ts";
import { addTask } from "./add-task.ts";
import { dispatchTools } from "./dispatch.ts";
import { explainDecision } from "./explain-decision.ts";
import { forceSwitch } from "./force-switch.ts";
import { listQueue } from "./list-queue.ts";
import { looks } from "./looks.ts";
import { planSwitch } from "./plan-switch.ts";
import { takeCheckpoint } from "./take-checkpoint.ts";

/** Every tool: those that look, then those that act. */
export const tools: readonly Tool[] = [
	...looks,
	listQueue,
	explainDecision,
	planSwitch,
	forceSwitch,
	...dispatchTools,
	addTask,
	takeCheckpoint,
];
