import * as z from "zod";
import type { PathContext } from "./paths.ts";
import { accountsSection } from "./schema/accounts.ts";
import { notifySection } from "./schema/notify.ts";
import { quotaSection, switchSection } from "./schema/policy.ts";
import { linksSection, poolSection, projectsSection } from "./schema/pool.ts";
import { claudeSection, mcpHttpSection, tmuxSection, uiSection } from "./schema/programs.ts";
import { checkpointSection, dispatchSection, janitorSection } from "./schema/work.ts";

/**
 * The file as a whole: checks every value, fills in defaults and gives the sections in the form of
 * `Config`. What needs several sections at once is in `cross-checks.ts` and `effective.ts`.
 */
export function configSchema(context: PathContext) {
	return z.strictObject({
		accounts: accountsSection(context).describe("The accounts, one private home each."),
		pool: poolSection(context).describe("The sessions."),
		projects: projectsSection(context).describe(
			"Where task files are looked for; the dedicated sessions' projects are always among them.",
		),
		links: linksSection.describe("Directories of every home that are links to the shared tree."),
		quota: quotaSection.describe("When an account counts as nearly spent."),
		switch: switchSection.describe("How sessions change accounts."),
		dispatch: dispatchSection.describe("How tasks are given to autonomous sessions."),
		checkpoint: checkpointSection(context).describe("Snapshots of sessions."),
		janitor: janitorSection.describe("What is cleaned up, and when."),
		notify: notifySection(context).describe("Who is told."),
		mcp_http: mcpHttpSection(context).describe("The control plane and MCP."),
		claude: claudeSection(context).describe("The claude program."),
		tmux: tmuxSection.describe("The tmux server."),
		ui: uiSection.describe("The control room's screen."),
	});
}

export type Sections = z.output<ReturnType<typeof configSchema>>;
