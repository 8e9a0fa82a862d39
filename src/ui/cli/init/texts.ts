import { plainText } from "../../../engine/config/text/shown.ts";
import { reasonOff } from "../../../engine/init/config-text.ts";
import type { FoundAccount } from "../../../engine/init/find-accounts.ts";
import type { MigrationPlan, MigrationStep } from "../../../engine/init/migration/types.ts";
import type { Proposal } from "../../../engine/init/propose.ts";
import type { LinkScope } from "../../../engine/links/scope.ts";

/** What `init` found, in short. */
export function foundText(proposal: Proposal, home: string): string {
	const queues = proposal.projects.filter(({ hasQueue }) => hasQueue).length;
	const outside = proposal.accounts.find(({ state }) => state === "settings-outside");
	return [
		`Accounts found: ${proposal.accounts.length}`,
		...proposal.accounts.map((account) => accountText(account, proposal)),
		`Live tmux sessions with claude: ${proposal.dedicated.length}`,
		...proposal.dedicated.map(({ name, project }) => `  ${name}  ${project}`),
		`Projects found: ${proposal.projects.length}, with an .agent-queue/: ${queues}`,
		...(outside === undefined ? [] : ["", defaultHomeText(outside.home, home)]),
		"",
	].join("\n");
}

function accountText(account: FoundAccount, proposal: Proposal): string {
	const who = account.email === null ? "" : `  ${plainText(account.email, 80)}`;
	const off = reasonOff(account, proposal, (path) => path);
	return `  ${account.name}  ${account.home}${who}${off === null ? "" : `\n    off: ${off}`}`;
}

function defaultHomeText(claudeHome: string, home: string): string {
	return `${claudeHome} is claude's default home. Its settings file is ${home}/.claude.json, outside of it; once
CLAUDE_CONFIG_DIR names that home, claude looks for ${claudeHome}/.claude.json instead and shows its
first screens once. Run \`CLAUDE_CONFIG_DIR=${claudeHome} claude\` once and go through them; or give
the account a home of its own: \`CLAUDE_CONFIG_DIR=${home}/.claude-accounts/NAME claude auth login\`.`;
}

export function noAccountsText(proposal: Proposal): string {
	const begun = proposal.accounts.filter(({ state }) => state === "login-needed");
	const homes = begun.length === 0 ? ["~/.claude-accounts/main"] : begun.map(({ home }) => home);
	return [
		"",
		begun.length === 0 ? "There is no account yet." : "No account is logged in yet.",
		"Each account has a private home of its own. Make one by logging in to it:",
		...homes.map((home) => `  CLAUDE_CONFIG_DIR=${home} claude auth login`),
		...(begun.length === 0
			? ["  CLAUDE_CONFIG_DIR=~/.claude-accounts/backup claude auth login"]
			: []),
		"Then run `claude-failover init` again. Accounts with an API key, Bedrock or Vertex need no login:",
		"write those by hand, as in config.example.yaml.",
		"",
	].join("\n");
}

/** What would be moved and linked, and what would not and why. */
export function planText(plan: MigrationPlan, scope: LinkScope): string {
	const names = [...scope.required, ...scope.optional].join(", ");
	const lines = [
		`Links: ${names} of ${scope.homes.length} homes lead to the shared tree of ${scope.sharedProjectsDir}.`,
	];
	if (plan.steps.length > 0) {
		lines.push("Real directories that are moved there (the originals stay as backups):");
		lines.push(...plan.steps.map((step) => `  ${stepText(step)}`));
	}
	if (plan.conflicts.length > 0) {
		lines.push("In conflict, so that nothing is done for these homes:");
		lines.push(...plan.conflicts.map(({ path, other, why }) => `  ${path}\n  ${other}: ${why}`));
	}
	if (plan.refusals.length > 0) {
		lines.push("Not possible now:");
		lines.push(...plan.refusals.map(({ why, remedy }) => `  ${why} ${remedy}`.trimEnd()));
	}
	return `${lines.join("\n")}\n`;
}

export function stepText(step: MigrationStep): string {
	const size = `${step.files} ${step.files === 1 ? "file" : "files"}, ${sizeText(step.bytes)}`;
	switch (step.kind) {
		case "move":
		case "merge":
			return `copy ${step.from} into ${step.to} (${size})`;
		case "backup":
			return `keep the original as ${step.to}`;
		case "link":
			return `link ${step.from} to ${step.to}`;
	}
}

function sizeText(bytes: number): string {
	if (bytes < 1024) return `${bytes} B`;
	const mib = bytes / 1024 / 1024;
	return mib < 1 ? `${Math.ceil(bytes / 1024)} KiB` : `${mib.toFixed(1)} MiB`;
}

export function nextSteps(file: string, clean: boolean): string {
	const links = clean
		? ""
		: "  claude-failover init --dry-run   what is still in the way, once the above is corrected\n";
	return `
Next:
${links}  claude-failover config check     after every change of ${file}
  claude-failover                  the control room; --headless for the engine alone
`;
}
