import { statSync } from "node:fs";
import type { Config } from "./config.ts";
import type { Problem } from "./problem.ts";

/**
 * Looks whether the home of every enabled account is there. Apart from `loadConfig`, because a home
 * can come and go while the file stays right.
 */
export function checkHomes(config: Pick<Config, "accounts" | "source">): readonly Problem[] {
	const file = config.source.file ?? "configuration";
	return config.accounts.flatMap((account, index) => {
		if (!account.enabled) return [];
		const found = kindOf(account.home);
		if (found === "directory") return [];
		const place = { file, line: null, column: null, key: `accounts[${index}].home` };
		const login = `make it with: CLAUDE_CONFIG_DIR=${account.home} claude auth login`;
		if (found === "nothing") {
			const what = `${account.home} of account ${account.name} does not exist`;
			return [{ ...place, what, remedy: account.kind === "login" ? login : "make the directory" }];
		}
		const what =
			found === "other"
				? `${account.home} of account ${account.name} is not a directory`
				: `${account.home} of account ${account.name} cannot be looked at (${found.code})`;
		return [{ ...place, what, remedy: "name the directory that claude uses for it" }];
	});
}

function kindOf(path: string): "directory" | "nothing" | "other" | { readonly code: string } {
	try {
		const stat = statSync(path, { throwIfNoEntry: false });
		if (stat === undefined) return "nothing";
		return stat.isDirectory() ? "directory" : "other";
	} catch (error) {
		return { code: error instanceof Error && "code" in error ? String(error.code) : "unknown" };
	}
}
