import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
	accountKeyOf,
	createWorld,
	putAccount,
	spendTo,
} from "../../../src/engine/simulate/agent/world.ts";
import { readUsage } from "../../../src/engine/simulate/agent/world-files.ts";
import type { ProgramSide, SideAccount, SideWindow } from "./side.ts";

const agent = new URL("../../../src/engine/simulate/agent/main.ts", import.meta.url);

/** The simulated agent, whose server is a directory. */
export async function openSimulatedSide(): Promise<ProgramSide> {
	const world = realpathSync(mkdtempSync(join(tmpdir(), "ccl-")));
	createWorld(world, { accounts: [] });
	const secretOf = ({ name }: SideAccount) => `dummy-secret-of-account-${name}`;
	const keyOf = (account: SideAccount) =>
		account.kind === "login"
			? accountKeyOf({ accountUuid: account.uuid })
			: accountKeyOf({ secret: secretOf(account) });
	return {
		label: "sim",
		command: [process.execPath, fileURLToPath(agent)],
		// Its waits before a retry are the genuine program's; it is told to make few.
		env: { CCL_SIMULATION_DIR: world, CLAUDE_CODE_MAX_RETRIES: "1", IS_SANDBOX: "1" },
		addAccount: (account: SideAccount) => {
			// A real server's windows end at a full second.
			const resetsAt = Math.floor(Date.now() / 1000) * 1000 + 3 * 3_600_000;
			const windows = {
				fiveHour: { limitUnits: 1000, resetsAt },
				sevenDay: { limitUnits: 10_000 },
				ofModels: {
					seven_day_opus: { limitUnits: 10_000 },
					seven_day_sonnet: { limitUnits: 10_000 },
				},
			};
			putAccount(world, { key: keyOf(account), ...windows });
			return secretOf(account);
		},
		spendTo: (account: SideAccount, ratio: number) => {
			spendTo(world, keyOf(account), "five_hour", ratio);
		},
		resetsAt: (account: SideAccount, window: SideWindow = "five_hour") =>
			(readUsage(world, keyOf(account))[window]?.resetsAt ?? 0) / 1000,
		close: async () => rmSync(world, { recursive: true, force: true }),
	};
}
