import { stringify } from "yaml";
import { plainText } from "../config/text/shown.ts";
import type { FoundAccount } from "./find-accounts.ts";
import type { Proposal } from "./propose.ts";

/** The proposal as a configuration file with comments. `home` is written as `~`. */
export function configText(proposal: Proposal, home: string): string {
	const path = (value: string) => scalar(shortened(value, home));
	const lines = [
		"# claude-failover: written by `claude-failover init`. Every option with its default is in",
		"# config.example.yaml; check a change with `claude-failover config check`.",
		"",
		"accounts: # lower priority is preferred",
		...proposal.accounts.flatMap((account, index) => accountLines(account, index, proposal, path)),
		"",
		"pool:",
		"  # The one real projects/ tree; file-history/, session-env/ … lie beside it.",
		`  shared_projects_dir: ${path(proposal.sharedProjectsDir ?? "~/.claude-shared/projects")}`,
		...sessionLines(proposal, path),
		...autonomousLines(proposal),
		"",
		...projectLines(proposal, path),
	];
	return `${lines.join("\n")}\n`;
}

type PathText = (path: string) => string;

function accountLines(
	account: FoundAccount,
	index: number,
	proposal: Proposal,
	path: PathText,
): string[] {
	const lines = [`  - name: ${scalar(account.name)}`];
	const who = account.email === null ? "" : ` # ${plainText(account.email, 80)}`;
	lines.push(`    home: ${path(account.home)}${who}`, `    priority: ${index + 1}`);
	const off = reasonOff(account, proposal, path);
	if (off !== null) lines.push(`    enabled: false # ${off}`);
	return lines;
}

/** Why the account is not switched on yet; null when it is. */
export function reasonOff(
	account: FoundAccount,
	proposal: Pick<Proposal, "accounts">,
	path: PathText,
): string | null {
	const ready = proposal.accounts.some(({ state }) => state === "ready");
	if (account.state === "login-needed") {
		return `no login yet: CLAUDE_CONFIG_DIR=${path(account.home)} claude auth login`;
	}
	if (account.state === "same-login") {
		const other = proposal.accounts.find((one) => one.accountUuid === account.accountUuid);
		return `the same login as ${other?.name ?? "another account"}: use one of the two`;
	}
	if (account.state !== "settings-outside" || !ready) return null;
	return `run CLAUDE_CONFIG_DIR=${path(account.home)} claude once, then remove this line`;
}

function sessionLines(proposal: Proposal, path: PathText): string[] {
	if (proposal.dedicated.length === 0) {
		return [
			"  dedicated: [] # your own sessions, as in:",
			"  #  - { name: ccl-0, project: ~/projects/app, move: auto, keep_alive: true }",
		];
	}
	return [
		"  dedicated: # your own sessions: never fed, kept alive",
		...proposal.dedicated.map(({ name, project }) => {
			return `    - { name: ${flow(name)}, project: ${flow(path(project))}, move: auto, keep_alive: true }`;
		}),
	];
}

function autonomousLines(proposal: Proposal): string[] {
	const fed = proposal.projects.some(({ hasQueue }) => hasQueue);
	const line = "autonomous: { prefix: ccl-auto-, first: 11, min: 2, max: 10, idle_stop: 30m }";
	if (fed && proposal.dedicated.every(({ name }) => !/^ccl-auto-\d+$/.test(name))) {
		return ["  # Sessions that are fed from the task files of the projects below.", `  ${line}`];
	}
	return [
		"  # Sessions that are fed from task files; switch them on once a project has some:",
		`  # ${line}`,
	];
}

function projectLines(proposal: Proposal, path: PathText): string[] {
	const fed = proposal.projects.filter(({ hasQueue }) => hasQueue);
	const other = proposal.projects.filter(({ hasQueue }) => !hasQueue);
	const about = "# trusted: true is your consent to skip Claude's trust dialog there";
	const item = (one: { readonly path: string }) => {
		return `  - { path: ${flow(path(one.path))}, priority: 10, trusted: false }`;
	};
	const rest = other.map((one) => item(one).replace("  - ", "  # - "));
	const note = other.length === 0 ? [] : ["  # claude was used here too:", ...rest];
	if (fed.length === 0) return [`projects: [] ${about}`, ...note];
	return [`projects: ${about}`, ...fed.map(item), ...note];
}

function shortened(path: string, home: string): string {
	return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** One YAML scalar, quoted where it must be. */
function scalar(value: string): string {
	return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd();
}

/** The same between braces, where `,` and brackets are signs. */
function flow(value: string): string {
	return /[,[\]{}]/.test(value) && !/^["']/.test(value) ? JSON.stringify(value) : value;
}
