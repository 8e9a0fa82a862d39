import type { Config } from "../../engine/config/config.ts";
import type { DemoOutcome } from "../../engine/simulate/outcome.ts";
import type { EngineClient } from "../../state/client.ts";
import type { Io } from "./io.ts";

export interface RunningDemo {
	readonly client: EngineClient;
	stop(): Promise<void>;
	outcome(): Promise<DemoOutcome>;
	/** The temporary directory that holds everything of the demo. */
	readonly root: string;
}

interface HeadlessModule {
	runHeadless(config: Config, io: Io & { readonly readonly: boolean }): Promise<number>;
}

interface DemoModule {
	startDemo(options: {
		readonly env: Io["env"];
		readonly now: () => number;
		readonly version: string;
	}): Promise<RunningDemo>;
}

interface InitModule {
	init(
		args: { readonly yes: boolean; readonly config: string | null; readonly dryRun: boolean },
		io: Io,
	): Promise<number>;
}

// Until these modules exist their names must not be literals, or neither compiler nor bundler goes on.
const pending = {
	headless: "../../engine/headless.ts",
	demo: "../../engine/simulate/demo.ts",
	init: "./init.ts",
};

export const loadEngine = () => import("../../engine/engine.ts");
export const loadHeadless = (): Promise<HeadlessModule> => import(pending.headless);
export const loadDemo = (): Promise<DemoModule> => import(pending.demo);
export const loadInit = (): Promise<InitModule> => import(pending.init);
export const loadControlRoom = () => import("../tui/start.tsx");
