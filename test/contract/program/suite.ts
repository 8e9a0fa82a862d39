import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { describeCommandLine } from "./cases/command-line.ts";
import { describeEndings } from "./cases/endings.ts";
import { describeFailures } from "./cases/failures.ts";
import { describeFirstScreens } from "./cases/first-screens.ts";
import { describeOneModel } from "./cases/one-model.ts";
import { describeProduct } from "./cases/product.ts";
import { describePrompt } from "./cases/prompt.ts";
import { describeSpent } from "./cases/spent.ts";
import { describeStart } from "./cases/start.ts";
import { describeStreamedQuota } from "./cases/streamed-quota.ts";
import { describeTools } from "./cases/tools.ts";
import type { ProgramSide } from "./side.ts";
import { Stage } from "./stage.ts";

const caseMs = 180_000;

/** What the product relies on in the `claude` program; every side must pass every case. */
export function describeProgram(name: string, openSide: () => Promise<ProgramSide>): void {
	describe(name, { timeout: caseMs }, () => {
		let opened: Stage | undefined;
		const stage = () => {
			if (opened === undefined) throw new Error("The stage is not open yet.");
			return opened;
		};
		beforeAll(async () => {
			opened = await Stage.open(await openSide());
		}, caseMs);
		afterEach(() => stage().clear(), caseMs);
		afterAll(() => opened?.close(), caseMs);

		describeCommandLine(stage);
		describeStart(stage);
		describePrompt(stage);
		describeTools(stage);
		describeFailures(stage);
		describeSpent(stage);
		describeOneModel(stage);
		describeStreamedQuota(stage);
		describeEndings(stage);
		describeFirstScreens(stage);
		describeProduct(stage);
	});
}
