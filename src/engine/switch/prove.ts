import type { Switch } from "../../state/model.ts";
import { allowedVariables, cloudVariables, defaultEnvPass } from "../claude/launch-env.ts";
import { cleanupPeriodDays } from "../claude/settings.ts";
import { pollUsage } from "../claude/usage-poll.ts";
import type { AccountConfig } from "../config/config.ts";
import type { EngineParts } from "../parts.ts";
import { tokenOf } from "../pool/account-launch.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "commands" | "environment"
>;

/** How long the resumed session itself may take to show that its account answers. */
export const OWN_PROOF_MS = 5_000;

const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Proof, since the switch began, that the target's login works: a quota answer or a model's answer. A session that
 * merely came up proves its conversation, not its login. `null`: no proof yet.
 */
export function proofInState(parts: Parts, open: Switch, session: string): string | null {
	const state = parts.recorder.state();
	const account = state.accounts[open.to];
	const life = state.sessions[session]?.incarnation;
	if (account === undefined || !life) return null;
	if ((account.answeredAt ?? 0) >= open.begunAt) return `${open.to} answered a turn`;
	const { told } = account;
	const fresh = told !== null && told.at >= open.begunAt;
	if (!fresh || (told.incarnation !== null && told.incarnation !== life.id)) return null;
	return `${open.to} told its quota`;
}

/** Asks the target itself: the free usage poll where there is one, else one minimal request. */
export async function askForProof(parts: Parts, open: Switch): Promise<string | null> {
	const account = parts.config.accounts.find((a) => a.name === open.to);
	if (account === undefined) return null;
	if (account.kind === "login") {
		const poll = await pollUsage({
			claudePath: parts.config.claude.path,
			home: account.home,
			environment: parts.environment,
			accountEnv: account.env,
			envPass: parts.config.claude.envPass,
			files: parts.files,
			commands: parts.commands,
			now: parts.clock.now,
		});
		if (poll.kind === "ok") {
			parts.recorder.commit({
				type: "quota.read",
				account: account.name,
				source: "usage-poll",
				incarnation: null,
				windows: poll.windows,
				observedAt: poll.fetchedAt,
			});
			return `${open.to} answered the usage poll`;
		}
	}
	return minimalRequest(parts, account);
}

async function minimalRequest(parts: Parts, account: AccountConfig): Promise<string | null> {
	const { config, commands, environment } = parts;
	const secret = await secretVariables(parts, account);
	const model = account.model ?? config.claude.model;
	const result = await commands({
		file: config.claude.path,
		args: [
			...["-p", "Reply with the single word OK.", "--no-session-persistence"],
			// Without it this run, too, could delete old transcripts in the shared tree.
			...["--settings", JSON.stringify({ cleanupPeriodDays })],
			...(model === null ? [] : ["--model", model]),
		],
		env: {
			...allowedVariables(environment, config.claude.envPass ?? defaultEnvPass),
			...account.env,
			...secret,
			...cloudVariables(account.kind),
			CLAUDE_CONFIG_DIR: account.home,
		},
		cwd: account.home,
		timeoutMs: REQUEST_TIMEOUT_MS,
		maxOutputBytes: 64 * 1024,
	});
	const good = result.kind === "ended" && result.code === 0;
	return good ? `${account.name} answered a minimal request` : null;
}

async function secretVariables(
	{ files, environment }: Parts,
	account: AccountConfig,
): Promise<Record<string, string>> {
	const found = tokenOf(account, environment);
	if (found.kind === "missing" || found.token === null) return {};
	const value =
		found.token.kind === "value"
			? found.token.value
			: (await files.readText(found.token.path)).trim();
	return { [account.kind === "api_key" ? "ANTHROPIC_API_KEY" : "CLAUDE_CODE_OAUTH_TOKEN"]: value };
}
