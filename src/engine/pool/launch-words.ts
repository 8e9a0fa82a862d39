import { readHomeSettings } from "../claude/home.ts";
import { prepareLaunch } from "../claude/launch.ts";
import type { AccountConfig } from "../config/config.ts";
import type { EngineParts } from "../parts.ts";
import { modeOf, tokenOf } from "./account-launch.ts";
import { type LaunchRecord, launchFolder } from "./launch-record.ts";
import { type Refused, refused } from "./launched.ts";

type Parts = Pick<EngineParts, "config" | "files" | "environment" | "folders">;

/** Writes what one launch needs and gives the words to start it with. `chosenModel`: what its task chose. */
export async function launchWords(
	{ config, files, environment, folders }: Parts,
	record: LaunchRecord,
	account: AccountConfig,
	prompt: string | null,
	chosenModel: string | null,
): Promise<Refused | { readonly kind: "ready"; readonly argv: readonly string[] }> {
	const token = tokenOf(account, environment);
	if (token.kind === "missing") return refused(token.what, token.remedy);
	const project = config.projects.find((p) => p.path === record.project);
	const id = record.conversation;
	const { argv } = await prepareLaunch(files, {
		launchDir: launchFolder(folders.launches, record.incarnation),
		incarnation: record.incarnation,
		claudePath: config.claude.path,
		home: account.home,
		cwd: record.project,
		accountKind: account.kind,
		accountEnv: account.env,
		token: token.token,
		envPass: config.claude.envPass,
		environment,
		...modeOf(config, account, record.session, chosenModel),
		conversation: record.resumed ? { kind: "resume", id } : { kind: "new", id },
		prompt,
		trusted: project?.trusted ?? false,
		settings: {
			spoolDir: folders.spool,
			incarnation: record.incarnation,
			userStatusLine: (await readHomeSettings(files, account.home)).statusLine,
		},
		name: record.session,
	});
	return { kind: "ready", argv };
}
