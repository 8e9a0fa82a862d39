import { readFile } from "node:fs/promises";
import { redactSecrets } from "../../config/text/secrets.ts";
import { lockHolder } from "../../lock-holder.ts";
import { type Check, type Configured, fail, pass, warn } from "../check.ts";

/** The configuration names where secrets are, and holds none. */
export async function checkConfigText({ configFile }: Configured): Promise<readonly Check[]> {
	const text = await readFile(configFile, "utf8");
	if (redactSecrets(text) === text) return [pass("secrets", `${configFile} holds none`)];
	const remedy =
		"put it into a variable or a file of mode 0600, name that instead, and change the secret";
	return [fail("secrets", `${configFile} seems to hold a secret`, remedy)];
}

/** A crash of the daemon leaves no copy of its memory, which may hold a token. */
export async function checkCoreDumps({ config }: Configured): Promise<readonly Check[]> {
	const holder = await lockHolder(config.paths.stateDir);
	if (holder === null) return [pass("core dumps", "no daemon runs")];
	const limits = await readFile(`/proc/${holder}/limits`, "utf8").catch(() => "");
	const soft = /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
	if (soft === "0") return [pass("core dumps", `process ${holder} leaves none`)];
	const what = soft === undefined ? "cannot be told here" : `process ${holder} may leave one`;
	return [warn("core dumps", what, "start it after `ulimit -c 0` (in systemd: LimitCORE=0)")];
}
