import type { CommandResult, CommandRunner } from "../ports/commands.ts";
import type { Files } from "../ports/files.ts";
import { readIdentity } from "./home.ts";
import { allowedVariables, assertAccountVariables, defaultEnvPass } from "./launch-env.ts";
import { cleanupPeriodDays } from "./settings.ts";
import { type CachedUsage, readCachedUsage } from "./usage-cache.ts";
import type { WindowReading } from "./windows.ts";

export interface UsagePollRequest {
	readonly claudePath: string;
	readonly home: string;
	/** The daemon's environment, to pick the allowed variables from. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Plain variables of the account. */
	readonly accountEnv: Readonly<Record<string, string>>;
	readonly envPass?: readonly string[];
	readonly files: Files;
	readonly commands: CommandRunner;
	/** Epoch ms; tells a fresh answer from an old one. */
	readonly now: () => number;
}

export type UsagePoll =
	| {
			readonly kind: "ok";
			readonly windows: readonly WindowReading[];
			/** Epoch ms of the answer; up to a minute before the poll. */
			readonly fetchedAt: number;
	  }
	| { readonly kind: "unavailable"; readonly why: string };

const timeoutMs = 20_000;

/** An answer younger than this is served again without a new request (seen on 2.1.330). */
const cacheMs = 60_000;

/** For clock readings of ours and of the CLI on one machine. */
const slackMs = 5_000;

/**
 * The CLI's own usage poll: one free request, no model call (seen on 2.1.330; a token account makes
 * no request and is `unavailable`). The home is only read by us; the CLI itself keeps its answer
 * there. Run one at a time per home, at most 12 an hour.
 */
export async function pollUsage(request: UsagePollRequest): Promise<UsagePoll> {
	const { home, accountEnv, files, commands, now } = request;
	assertAccountVariables(accountEnv);
	const startedAt = now();
	const result = await commands({
		file: request.claudePath,
		args: [
			...["-p", "/usage", "--no-session-persistence"],
			...["--settings", JSON.stringify({ cleanupPeriodDays })],
		],
		env: {
			...allowedVariables(request.environment, request.envPass ?? defaultEnvPass),
			...accountEnv,
			CLAUDE_CONFIG_DIR: home,
		},
		cwd: home,
		timeoutMs,
		maxOutputBytes: 64 * 1024,
	});
	const problem = problemOf(result);
	if (problem !== null) return { kind: "unavailable", why: problem };
	return judge(
		await readCachedUsage(files, home),
		(await readIdentity(files, home)).accountUuid,
		startedAt,
	);
}

function judge(usage: CachedUsage | null, owner: string | null, startedAt: number): UsagePoll {
	const unavailable = (why: string): UsagePoll => ({ kind: "unavailable", why });
	if (usage === null) return unavailable("the home has no usage answer");
	if (usage.accountUuid !== null && owner !== null && usage.accountUuid !== owner) {
		return unavailable("the home's usage answer is another account's");
	}
	if (usage.fetchedAt < startedAt - cacheMs - slackMs) {
		return unavailable("no fresh answer came (logged out, refused or rate limited)");
	}
	if (usage.windows.length === 0) return unavailable("the answer names no window");
	return { kind: "ok", windows: usage.windows, fetchedAt: usage.fetchedAt };
}

function problemOf(result: CommandResult): string | null {
	if (result.kind === "not-started") return `claude could not be started: ${result.why}`;
	if (result.kind === "still-running") {
		return `claude did not end in time and ignores SIGTERM (pid ${result.pid})`;
	}
	if (result.timedOut) return `no answer within ${timeoutMs / 1000} s`;
	if (result.code === 0) return null;
	const how = result.code === null ? `signal ${result.signal}` : `code ${result.code}`;
	return `claude ended with ${how}`;
}
