import { incarnationMark } from "../../../src/engine/claude/launch-env.ts";
import { nonceIn } from "../../../src/engine/claude/nonce.ts";
import type { PaneLaunch } from "../../../src/engine/tmux/tmux.ts";
import type { Dice } from "../dice.ts";
import type { Program, Tool } from "../ports/machine.ts";
import type { RealTurn } from "../world/turns.ts";
import type { World } from "../world/world.ts";
import { AgentFiles, readLaunch } from "./files.ts";

/** How a start goes. */
export interface StartFate {
	/** Until it is there, ms. */
	readonly startMs: number;
	/** It ends at once with this status instead. */
	readonly refuses: number | null;
	/** It ignores SIGTERM for so long, ms. */
	readonly lingersMs: number;
}

/**
 * The program in a pane, as the engine meets it: hooks, registry, transcript, statusline, its answer to SIGTERM. What
 * it shows is held to the simulated program of the end-to-end tests by a contract test.
 */
export class Agent implements Program {
	readonly #world: World;
	readonly #dice: Dice;
	readonly #fate: StartFate;
	readonly #end: (status: number) => void;
	#files: AgentFiles | null = null;
	account = "";
	conversation = "";
	turn: RealTurn | null = null;
	/** It has begun and takes prompts. */
	ready = false;
	/** Its SessionStart was told. */
	#begun = false;
	#gone = false;
	/** What its present tool runs: it outlives a SIGKILL (seen on 2.1.330). */
	#tool: Tool | null = null;
	#mark = "";
	/** The turn that a limit cut, until the transcript tells so. */
	#untold: RealTurn | null = null;
	/** Its answer is shown, but not on the disk yet. */
	#unwritten: (() => void) | null = null;

	constructor(world: World, dice: Dice, fate: StartFate, end: (status: number) => void) {
		this.#world = world;
		this.#dice = dice;
		this.#fate = fate;
		this.#end = end;
	}

	start(launch: PaneLaunch, pid: number, startTime: string): void {
		this.#mark = incarnationMark(launch.incarnation);
		const { disk, timeline, spool } = this.#world;
		const places = readLaunch(disk, launch.argv, spool);
		if (places === null) {
			this.#leaveSoon(20, 127);
			return;
		}
		this.#files = new AgentFiles(disk, timeline, places, { pid, startTime }, () =>
			this.#world.wake(),
		);
		this.account = this.#world.accountOf(places.home);
		this.conversation = places.conversation;
		const { refuses, startMs } = this.#fate;
		if (!this.#files.claim()) this.#leaveSoon(20, 127);
		else if (refuses !== null) this.#leaveSoon(startMs, refuses);
		else this.#later(startMs, () => this.#begin(places.resumes));
	}

	get atPrompt(): boolean {
		return this.ready && this.turn === null && !this.#gone;
	}

	/** What somebody types, or what the launch carries. False when it takes no prompt now. */
	submit(prompt: string): boolean {
		if (!this.ready || this.turn !== null || this.#gone) return false;
		const files = this.#files;
		if (files === null) return false;
		const { turns } = this.#world;
		const nonce = nonceIn(prompt);
		const known = turns.open.get(this.conversation) ?? turns.takeUp(prompt, this.conversation);
		const turn = nonce === null ? known : turns.accept(nonce, this.conversation);
		files.line(this.conversation, { type: "user", message: { role: "user", content: prompt } });
		files.register(this.conversation, "busy");
		files.hook(this.conversation, "UserPromptSubmit", { prompt });
		this.#world.limited.delete(this.conversation);
		// A prompt that continues nothing is answered at once.
		this.turn =
			turn ??
			turns.accept(`chat:${this.conversation}:${this.#world.newNumber()}`, this.conversation);
		this.turn.cut = null;
		this.#later(this.#dice.between(200, 1500), () => this.#request());
		return true;
	}

	terminate(): void {
		const { lingersMs } = this.#fate;
		const end = (): void => {
			this.#unwritten?.();
			if (this.turn !== null) this.turn.cut ??= "stopped";
			if (this.#begun) this.#files?.hook(this.conversation, "SessionEnd", { reason: "other" });
			this.#files?.unregister();
			this.#leave(143);
		};
		this.#later(lingersMs > 0 ? lingersMs : this.#dice.between(30, 900), end);
	}

	vanish(): Tool | null {
		const turn = this.turn ?? this.#untold;
		if (turn !== null && !turn.finished) turn.cut = "killed";
		this.#gone = true;
		return this.#tool?.running ? this.#tool : null;
	}

	#begin(resumes: boolean): void {
		const files = this.#files;
		if (files === null) return;
		const exists = files.hasTranscript(this.conversation);
		// "No conversation found with session ID", or "Session ID … is already in use" (seen on 2.1.330).
		if (exists !== resumes) {
			this.#leave(1);
			return;
		}
		this.#world.begins(this);
		this.ready = true;
		this.#begun = true;
		const source = resumes ? "resume" : "startup";
		const prompt = files.prompt();
		if (this.#world.limited.has(this.conversation) && this.#isSpent()) {
			// A dialog opens at once; the prompt is not submitted (seen on 2.1.330).
			files.register(this.conversation, "waiting", "dialog open");
			files.hook(this.conversation, "SessionStart", { source });
			this.#tellLimits();
			this.ready = false;
			return;
		}
		files.register(this.conversation, "idle");
		files.hook(this.conversation, "SessionStart", { source });
		this.#tellLimits();
		if (prompt !== null) this.#later(this.#dice.between(50, 400), () => void this.submit(prompt));
	}

	/** One request to the model, then a tool, or the answer. */
	#request(): void {
		const { turn } = this;
		const files = this.#files;
		if (turn === null || files === null) return;
		const { provider, pace } = this.#world;
		const answer = this.#world.fails(turn.nonce)
			? ({ kind: "busy" } as const)
			: provider.ask(this.account, pace.requestShare);
		this.#tellLimits();
		if (answer.kind === "busy") this.#later(4000, () => this.#fail(turn, files));
		else if (answer.kind === "quota") this.#hitWall(turn, files, answer.window, answer.resetsAt);
		else if (turn.effects.size >= stepsOf(turn.nonce, pace.mostSteps)) this.#answer(turn, files);
		else this.#runTool(turn, files);
	}

	#runTool(turn: RealTurn, files: AgentFiles): void {
		const next = turn.effects.size;
		const tool = { tool_name: "Bash", tool_input: { command: `step ${next}` } };
		files.hook(this.conversation, "PreToolUse", tool);
		const background = this.#dice.chance(0.02) ? 30_000 : 0;
		const running: Tool = { mark: this.#mark, running: true };
		this.#tool = running;
		this.#world.timeline.after(this.#dice.between(...this.#world.pace.toolMs) + background, () => {
			if (!running.running) return;
			running.running = false;
			this.#world.turns.effect(turn, next);
			if (this.#gone) return;
			const result = { type: "tool_result", tool_use_id: `t${next}`, content: "done" };
			files.line(this.conversation, { type: "user", message: { role: "user", content: [result] } });
			files.hook(this.conversation, "PostToolUse", tool);
			this.#later(this.#dice.between(50, 400), () => this.#request());
		});
	}

	#answer(turn: RealTurn, files: AgentFiles): void {
		this.#world.turns.finish(turn);
		this.turn = null;
		files.hook(this.conversation, "Stop", { background_tasks: [] });
		files.register(this.conversation, "idle");
		const message = {
			model: "sim",
			stop_reason: "end_turn",
			content: [{ type: "text", text: "Done." }],
		};
		// The line comes up to 326 ms after the hook (seen on 2.1.330).
		this.#unwritten = () => {
			this.#unwritten = null;
			files.line(this.conversation, { type: "assistant", message });
		};
		this.#later(this.#dice.between(80, 330), () => this.#unwritten?.());
	}

	#hitWall(turn: RealTurn, files: AgentFiles, window: string, resetsAt: number): void {
		turn.cut = "limit";
		this.turn = null;
		this.#world.limited.add(this.conversation);
		files.hook(this.conversation, "StopFailure", { error: "rate_limit" });
		// It asks what to do until somebody answers (seen on 2.1.330).
		files.register(this.conversation, "waiting", "dialog open");
		const message = synthetic("You've hit your limit");
		const limits = { status: "rejected", resetsAt, rateLimitType: window };
		const error = { isApiErrorMessage: true, apiErrorStatus: 429, apiError: "usage_limit_reached" };
		// The hook can come before its line (seen on 2.1.330).
		this.#untold = turn;
		this.#later(this.#dice.between(0, 1500), () => {
			this.#untold = null;
			files.line(this.conversation, {
				...{ type: "assistant", message, ...error },
				quotaLimits: limits,
			});
		});
	}

	#fail(turn: RealTurn, files: AgentFiles): void {
		turn.cut = "failure";
		this.turn = null;
		const error = { isApiErrorMessage: true, apiErrorStatus: 529, error: "server_error" };
		files.line(this.conversation, {
			type: "assistant",
			message: synthetic("Overloaded"),
			...error,
		});
		files.hook(this.conversation, "StopFailure", { error: "server_error" });
		files.register(this.conversation, "idle");
	}

	#tellLimits(): void {
		const { provider } = this.#world;
		const windows = provider.windows(this.account).map((w) => {
			const told = { used_percentage: Math.floor(w.used * 100), resets_at: provider.resetsAt(w) };
			return [w.name, told] as const;
		});
		this.#files?.statusline(this.conversation, Object.fromEntries(windows));
	}

	#isSpent(): boolean {
		return this.#world.provider.windows(this.account).some((w) => w.used >= 1);
	}

	#leaveSoon(ms: number, status: number): void {
		this.#later(ms, () => this.#leave(status));
	}

	#leave(status: number): void {
		if (this.#gone) return;
		if (this.#tool !== null) this.#tool.running = false;
		this.#gone = true;
		this.#end(status);
	}

	#later(ms: number, run: () => void): void {
		this.#world.timeline.after(ms, () => {
			if (!this.#gone) run();
		});
	}
}

/** How many tools a turn uses: the same each time it is gone on with. */
function stepsOf(nonce: string, most: number): number {
	if (nonce.startsWith("chat:")) return 0;
	let sum = 0;
	for (const character of nonce) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
	return 1 + (sum % most);
}

function synthetic(text: string): object {
	return { model: "<synthetic>", stop_reason: "stop_sequence", content: [{ type: "text", text }] };
}
