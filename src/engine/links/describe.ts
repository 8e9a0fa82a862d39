import { shellQuote } from "../claude/shell-quote.ts";
import type { LinkFinding } from "./inspect.ts";

/** One sentence for the operator: what it is, why it matters, what to do next. */
export function describeLink(finding: LinkFinding): string {
	const { path, expected, state } = finding;
	switch (state.kind) {
		case "ok":
			return `${path} leads to ${expected}.`;
		case "missing":
			return `${path} is missing; it will be made as a link to ${expected}.`;
		case "divergent":
			return (
				`${path} is a link to ${state.target}, not to ${expected}, so that conversations under this ` +
				`account are kept apart from all others. Move what is in ${state.target} by hand if you need ` +
				`it, then: ln -sfn ${shellQuote(expected)} ${shellQuote(path)}`
			);
		case "dangling":
			return state.ours
				? `${path} leads to ${expected}, which does not exist yet; it will be made.`
				: `${path} is a link to ${state.target}, which does not exist, so that nothing can be ` +
						`written there. Bring that place back, or: ln -sfn ${shellQuote(expected)} ${shellQuote(path)}`;
		case "loop":
			return (
				`${path} is a link to ${state.target} that leads back to itself, so that nothing can be ` +
				`read or written there. Remove it: rm ${shellQuote(path)} — the right link is then made.`
			);
		case "not-a-link":
			return notALink(finding, state.what, state.empty);
		case "target-not-a-directory":
			return `${expected}, where ${path} must lead, is no directory. Move what is there away.`;
		case "no-home":
			return (
				`${finding.home} is no directory, so that ${finding.name} cannot be linked into it. ` +
				`Log in there first: CLAUDE_CONFIG_DIR=${shellQuote(finding.home)} claude auth login`
			);
		case "unreadable":
			return `${path} cannot be looked at (${state.code}). Check owner and permissions.`;
	}
}

function notALink(finding: LinkFinding, what: "file" | "directory", empty: boolean): string {
	const { path, expected } = finding;
	if (what === "file") {
		return `${path} is a file where a link to ${expected} belongs. Move it away; the link is then made.`;
	}
	const content = empty ? "an empty directory" : "a directory of its own";
	return (
		`${path} is ${content} where a link to ${expected} belongs, so that conversations in it cannot ` +
		"move to another account. `claude-failover doctor --fix` shows a plan that moves it, with a backup."
	);
}
