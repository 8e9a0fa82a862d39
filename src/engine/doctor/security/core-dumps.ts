import { readFile } from "node:fs/promises";
import { lockHolder } from "../../lock-holder.ts";
import { type Check, type Configured, pass, warn } from "../check.ts";

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
