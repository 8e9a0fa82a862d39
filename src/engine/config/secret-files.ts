import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import type { Config } from "./config.ts";

type Named = Pick<Config, "accounts" | "mcpHttp" | "notify">;

/** Longer files hold something else than one word. */
const LONGEST = 4096;

/** What stands in the files that the configuration names as places of secrets; one that cannot be read has nothing. */
export function secretsInFiles({ accounts, mcpHttp, notify }: Named): readonly string[] {
	const { telegram, webhook, logShipping } = notify;
	const named = [
		...accounts.map(({ tokenFile }) => tokenFile),
		...mcpHttp.tokens.map(({ source }) => source.file),
		telegram?.botToken.file,
		...webhook.flatMap(({ urlSecret, token }) => [urlSecret.file, token.file]),
		logShipping?.token.file,
	];
	return named.flatMap((path) => (path == null ? [] : (textOf(path)?.trim() ?? [])));
}

function textOf(path: string): string | null {
	let handle: number | null = null;
	try {
		handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
		const stats = fstatSync(handle);
		return stats.isFile() && stats.size <= LONGEST ? readFileSync(handle, "utf8") : null;
	} catch {
		return null;
	} finally {
		if (handle !== null) closeSync(handle);
	}
}
