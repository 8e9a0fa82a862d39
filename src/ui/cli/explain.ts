import type { ExplainView } from "../../engine/control/views/explain.ts";
import { proposalCommand } from "../../state/sentences.ts";
import { plain } from "../tui/present/plain.ts";
import { accountLines } from "./accounts.ts";
import { align } from "./print/table.ts";
import { ago, moment } from "./print/times.ts";
import { count, percent } from "./print/words.ts";
import { readCommand, type Sight } from "./read-command.ts";

/** `claude-failover explain`: why it did, or did not, switch. */
export const run = readCommand<ExplainView>("/v1/explain", explainLines);

export function explainLines(view: ExplainView, sight: Sight): readonly string[] {
	return [
		`active account: ${plain(view.active ?? "none")}`,
		verdict(view),
		decision(view),
		...proposal(view),
		...inputs(view, sight),
		...section("if you asked for a switch now", plan(view)),
		...section("candidates", marks(view.candidates.map((c) => [c.ok, c.account, c.why]))),
		...section("the last switch", lastSwitch(view)),
		...section("preconditions", marks(view.preconditions.map((p) => [p.ok, p.name, condition(p)]))),
		...section(
			"what would change the answer",
			view.wouldChange.map((what) => `  ${plain(what)}`),
		),
	];
}

function verdict(view: ExplainView): string {
	if (view.verdict === null) return "last look: none yet";
	return plain(`last look (${ago(view.verdict.at, view.at)}): ${view.verdict.why}`);
}

function decision({ decision: { kind, why, until }, at }: ExplainView): string {
	const word = { none: "stay", hold: "hold", switch: "switch" }[kind];
	const when = until === null || until <= at ? "" : ` (${moment(until, at)})`;
	return plain(`now it would ${word}: ${why}${when}`);
}

function proposal({ inputs: { proposal: waits } }: ExplainView): readonly string[] {
	if (waits == null) return [];
	return [plain(`waits for your yes: ${waits.from} → ${waits.to}; ${proposalCommand(waits)}`)];
}

function inputs(view: ExplainView, sight: Sight): readonly string[] {
	const { policy, paused, openSwitch, scheduled, accounts } = view.inputs;
	const switching = paused.switching ? "paused" : policy.switchPolicy;
	const lines = [
		`  automatic switching: ${switching}, at ${percent(policy.threshold5h)} (5h) or ${percent(policy.thresholdWeek)} (week)`,
		`  strategy: ${policy.strategy ?? "active-standby"}`,
		...(scheduled == null
			? []
			: [`  a switch is scheduled for ${moment(scheduled.at, sight.now)}`]),
		...(openSwitch === null ? [] : [`  a switch is open: ${plain(openSwitch)}`]),
		...accountLines(
			{ schemaVersion: view.schemaVersion, active: view.active, accounts },
			sight,
		).map((line) => `  ${line}`),
	];
	return section("inputs", lines);
}

function plan({ plan: made, planProblem }: ExplainView): readonly string[] {
	if (made === null) return [`  no plan: ${plain(planProblem ?? "not known why")}`];
	if (made.to === null) return [plain(`  nothing would move: ${made.why}`)];
	const moves = `${count(made.moves.length, "session")} would move from ${made.from} to ${made.to}`;
	return [plain(`  ${moves}${made.runnable ? "" : ", but not now: see the preconditions"}`)];
}

function lastSwitch({ lastSwitch: last, at }: ExplainView): readonly string[] {
	if (last === null) return [];
	const { from, to, begunAt, outcome, why, grounds } = last;
	const head = `  ${ago(begunAt, at)}, ${from} → ${to}, ${outcome ?? "open"}: ${why}`;
	const rows = (grounds?.candidates ?? []).map((c) => [c.ok, c.account, c.why] as const);
	return [plain(head), ...marks(rows).map((line) => `  ${line}`)];
}

function condition(p: ExplainView["preconditions"][number]): string {
	return p.ok || p.remedy === null ? p.detail : `${p.detail}; ${p.remedy}`;
}

function marks(rows: readonly (readonly [boolean, string, string])[]): readonly string[] {
	const cells = rows.map(([ok, name, why]) => [ok ? "ok" : "no", name, why]);
	return align(cells).map((line) => `  ${line}`);
}

function section(title: string, lines: readonly string[]): readonly string[] {
	return lines.length === 0 ? [] : ["", `${title}:`, ...lines];
}
