import type { Switch } from "../../state/model.ts";
import { allowedVariables, cloudVariables, defaultEnvPass } from "../claude/launch-env.ts";
import { cleanupPeriodDays } from "../claude/settings.ts";
import { quotaInStream } from "../claude/stream-json.ts";
import type { AccountConfig } from "../config/config.ts";
import type { EngineParts } from "../parts.ts";
import { tokenOf } from "../pool/account-launch.ts";
import { askUsage } from "../quota/ask-usage.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "commands" | "environment" | "asking"
>;

/** How long the resumed session itself may take to show that its account answers. */
export const OWN_PROOF_MS = 5_000;

const REQUEST_TIMEOUT_MS = 60_000;

/** The stream begins with the names of all tools, commands and plugins of the home. */
const STREAM_BYTES = 1024 * 1024;

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
		const answer = await askUsage(parts, account, "a switch needs proof that it answers");
		if (answer.kind === "ok") return `${open.to} answered the usage poll`;
	}
	return parts.asking.run(account.home, () => minimalRequest(parts, account));
}

async function minimalRequest(parts: Parts, account: AccountConfig): Promise<string | null> {
	const { config, commands, environment } = parts;
	const secret = await secretVariables(parts, account);
	const model = account.model ?? config.claude.model;
	const result = await commands({
		file: config.claude.path,
		args: [
			...["-p", "Reply with the single word OK.", "--no-session-persistence"],
			// The stream tells the quota that came with the answer: the only reading of a token without a session.
			...["--output-format", "stream-json", "--verbose"],
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
		maxOutputBytes: STREAM_BYTES,
	});
	if (result.kind !== "ended") return null;
	recordQuota(parts, account.name, result.stdout);
	return result.code === 0 ? `${account.name} answered a minimal request` : null;
}

function recordQuota({ recorder, clock }: Parts, account: string, output: string): void {
	const quota = quotaInStream(output);
	if (quota === null || quota.windows.length === 0) return;
	recorder.commit({
		type: "quota.read",
		account,
		source: "rate-limit-event",
		incarnation: null,
		windows: quota.windows,
		observedAt: clock.now(),
	});
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
