import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProgramSide, SideAccount, SideWindow } from "../contract/program/side.ts";
import { startFakeMessagesApi } from "../support/fake-messages-api/server.ts";
import { genuineEnv } from "../support/real-rig/genuine-env.ts";
import { genuineProgramPath } from "./program-path.mjs";

/** The genuine program, talking to a fake Messages API. */
export async function openGenuineSide(): Promise<ProgramSide> {
	const api = await startFakeMessagesApi();
	const temporaryDir = mkdtempSync(join(tmpdir(), "ccl-"));
	const limit = 1000;
	return {
		label: "real",
		command: [genuineProgramPath()],
		env: genuineEnv(api.url, temporaryDir),
		addAccount: ({ name }: SideAccount) => {
			api.setLimit(name, limit);
			return api.secretOf(name);
		},
		spendTo: ({ name }: SideAccount, ratio: number) => api.setUsage(name, limit * ratio),
		resetsAt: ({ name }: SideAccount, window?: SideWindow) => api.window(name, window).resetsAt,
		close: async () => {
			await api.close();
			rmSync(temporaryDir, { recursive: true, force: true });
		},
	};
}
