import { assertPlainLine, CHANGED, pasteCommand, pressCommand } from "./keys.ts";
import { namesakeElsewhere } from "./namesake.ts";
import { PANE_FORMAT, parsePanes } from "./panes.ts";
import { plainFormat, quoteWords } from "./quote.ts";
import { serverWords, type TmuxAnswer, type TmuxServer, tmuxRunner } from "./run.ts";
import type { PaneLaunch, PaneLook, Pressed, Started, Tmux } from "./tmux.ts";

const FENCED = "CCL-FENCED";

/** Size of a pane that nobody is attached to. */
const COLUMNS = "200";
const ROWS = "50";

export interface TmuxIdentity {
	/** The fencing token of this engine's life. */
	readonly epoch: number;
	/** The instance that owns the panes; stays the same over restarts. */
	readonly owner: string;
}

/** The real tmux, one short command each. The checks that guard an act run inside the tmux server. */
export function systemTmux(
	server: TmuxServer,
	identity: TmuxIdentity,
	environment: NodeJS.ProcessEnv,
): Tmux {
	const run = tmuxRunner(server, environment);
	const raiseEpoch = raiseEpochWords(identity.epoch);
	const mine = `#{==:#{@ccl_epoch},${identity.epoch}}`;
	return {
		async claim() {
			const stay =
				server.socket === "default" ? [] : [";", "set-option", "-s", "exit-empty", "off"];
			const answer = await run(["start-server", ...stay, ";", ...raiseEpoch]);
			if (answer.kind !== "ok") return { failed: describe(answer) };
			return answer.out.includes(FENCED) ? "fenced" : "ok";
		},
		async listPanes() {
			const answer = await run(["list-panes", "-a", "-F", PANE_FORMAT]);
			if (answer.kind === "ok") return { kind: "ok", panes: parsePanes(answer.out) };
			// What a server without any session answers (tmux 3.3a).
			const empty = answer.kind === "failed" && /no current target/.test(answer.why);
			return empty ? { kind: "ok", panes: [] } : answer;
		},
		async start(launch) {
			const namesake = await namesakeElsewhere(server, launch.name, environment);
			if (namesake !== null) return { kind: "elsewhere", socket: namesake };
			const act = startCommand(launch, identity.owner);
			const guarded = ["if-shell", "-F", mine, act, `display-message -p ${FENCED}`];
			return parseStarted(await run(["start-server", ";", ...raiseEpoch, ";", ...guarded]));
		},
		async respawn(pane, oldPid, launch) {
			const same = `#{&&:#{==:#{@ccl_owner},${identity.owner}},#{==:#{pane_pid},${oldPid}}}`;
			const words = [
				"respawn-pane",
				"-k",
				"-t",
				pane,
				"-c",
				plainFormat(launch.cwd),
				...launch.argv,
			];
			const show = `display-message -p -t ${pane} '#{pane_id} #{pane_pid}'`;
			const act = `${quoteWords(words)} ; ${markWords(pane, identity.owner, launch)} ; ${show}`;
			const ifSame = `if-shell -F -t ${pane} ${quoteWords([same, act, `display-message -p ${CHANGED}`])}`;
			const guarded = ["if-shell", "-F", mine, ifSame, `display-message -p ${FENCED}`];
			return parseStarted(await run(guarded));
		},
		async remove(pane) {
			const own = `#{==:#{@ccl_owner},${identity.owner}}`;
			const gone = `#{&&:#{pane_dead},${own}}`;
			const act = `if-shell -F -t ${pane} ${quoteWords([gone, `kill-pane -t ${pane}`])}`;
			await run(["if-shell", "-F", mine, act]);
		},
		async capture(pane, rows) {
			const answer = await run(["capture-pane", "-p", "-t", pane]);
			if (answer.kind !== "ok") return null;
			return answer.out.trimEnd().split("\n").slice(-rows);
		},
		look: async (pane) => parseLook(await run(lookWords(pane))),
		...keyboardOf(run, mine, identity),
		attachCommand: (session) => [
			server.program,
			...serverWords(server),
			"attach-session",
			"-t",
			`=${session}`,
		],
	};
}

/** What types into panes. */
function keyboardOf(
	run: ReturnType<typeof tmuxRunner>,
	mine: string,
	{ owner, epoch }: TmuxIdentity,
): Pick<Tmux, "press" | "paste"> {
	let pastes = 0;
	return {
		async press(expected, key) {
			const ifSame = pressCommand(expected, owner, key);
			return parsePressed(
				await run(["if-shell", "-F", mine, ifSame, `display-message -p ${FENCED}`]),
			);
		},
		async paste(expected, line) {
			assertPlainLine(line);
			pastes += 1;
			const buffer = `ccl-${owner}-${epoch}-${pastes}`;
			const ifSame = pasteCommand(expected, owner, buffer);
			const drop = `${quoteWords(["delete-buffer", "-b", buffer])} ; display-message -p ${FENCED}`;
			const load = ["load-buffer", "-b", buffer, "-", ";"];
			const guarded = [...load, "if-shell", "-F", mine, ifSame, drop];
			const answer = await run(guarded, undefined, line);
			if (answer.kind === "failed") await run(["delete-buffer", "-b", buffer]);
			// Without its pane nothing was pasted anywhere.
			const gone = answer.kind === "failed" && /can't find pane/.test(answer.why);
			return gone ? { kind: "changed" } : parsePressed(answer);
		},
	};
}

/** Raises the server's epoch to ours unless a newer one is there; says so when it is. */
function raiseEpochWords(epoch: number): readonly string[] {
	const known = "#{?@ccl_epoch,#{@ccl_epoch},0}";
	return [
		"if-shell",
		"-F",
		`#{e|<=|:${known},${epoch}}`,
		`set-option -g @ccl_epoch ${epoch}`,
		`display-message -p ${FENCED}`,
	];
}

function startCommand(launch: PaneLaunch, owner: string): string {
	const mark = markWords(`=${launch.name}:`, owner, launch);
	return `${quoteWords(newSessionWords(launch))} ; ${mark}`;
}

function newSessionWords(launch: PaneLaunch): readonly string[] {
	return [
		...["new-session", "-d", "-P", "-F", "#{pane_id} #{pane_pid}"],
		...["-s", launch.name, "-x", COLUMNS, "-y", ROWS, "-c", plainFormat(launch.cwd)],
		...launch.argv,
	];
}

/** The line of `PANE_FORMAT`, then what the pane shows. */
function lookWords(pane: string): readonly string[] {
	const told = ["display-message", "-p", "-t", pane, PANE_FORMAT];
	return [...told, ";", "capture-pane", "-p", "-t", pane];
}

function parseLook(answer: TmuxAnswer): PaneLook | null {
	if (answer.kind !== "ok") return null;
	const [line = "", ...rows] = answer.out.trimEnd().split("\n");
	const [pane] = parsePanes(line);
	return pane === undefined ? null : { pane, rows };
}

function parsePressed(answer: TmuxAnswer): Pressed {
	if (answer.kind !== "ok") return { kind: "failed", why: describe(answer) };
	if (answer.out.includes(FENCED)) return { kind: "fenced" };
	return { kind: answer.out.includes(CHANGED) ? "changed" : "ok" };
}

/** Marks a pane as ours and keeps it when its process ends. */
function markWords(pane: string, owner: string, launch: PaneLaunch): string {
	return [
		["set-option", "-p", "-t", pane, "remain-on-exit", "on"],
		["set-option", "-p", "-t", pane, "@ccl_owner", owner],
		["set-option", "-p", "-t", pane, "@ccl_incarnation", launch.incarnation],
	]
		.map(quoteWords)
		.join(" ; ");
}

function parseStarted(answer: TmuxAnswer): Started {
	if (answer.kind !== "ok") {
		const why = describe(answer);
		return /duplicate session/.test(why) ? { kind: "taken" } : { kind: "failed", why };
	}
	if (answer.out.includes(FENCED)) return { kind: "fenced" };
	if (answer.out.includes(CHANGED)) return { kind: "changed" };
	const match = /(%\d+) (\d+)/.exec(answer.out);
	if (!match?.[1] || !match[2]) return { kind: "failed", why: `tmux said ${answer.out}` };
	return { kind: "ok", pane: match[1], pid: Number(match[2]) };
}

function describe(answer: Exclude<TmuxAnswer, { kind: "ok" }>): string {
	return answer.kind === "no-server" ? "no tmux server answers" : answer.why;
}
