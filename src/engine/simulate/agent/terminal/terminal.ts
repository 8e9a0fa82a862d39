import type { Agent, Face, ShownKind } from "../agent.ts";
import { type Dialog, pressKey } from "./dialog.ts";
import { cursorIn, liveLines, type View } from "./frame.ts";
import { InputLine } from "./input-line.ts";
import { type Key, KeyReader } from "./keys.ts";
import { Screen } from "./screen.ts";
import { shownText } from "./shown-text.ts";

/** What the session does with keys that no dialog takes. */
export interface KeyHandler {
	submit(text: string): void;
	escape(): void;
	ctrlC(): void;
}

/** The agent's face in a terminal: draws the screen, reads the keyboard, asks questions. */
export class Terminal implements Face {
	readonly screen: Screen;
	readonly input = new InputLine();
	queued: readonly string[] = [];
	notes: readonly string[] = [];
	placeholder = "";
	handler: KeyHandler = { submit() {}, escape() {}, ctrlC() {} };
	/** Told whenever the agent has to wait for a person, or no longer. */
	onDialog: (open: boolean, reason: string) => void = () => {};
	onResponse: () => void = () => {};

	private readonly agent: Agent;
	private readonly keys = new KeyReader();
	private readonly spinnerMs: number;
	private dialog: Dialog | null = null;
	private answerDialog: ((choice: number) => void) | null = null;
	private label: string | null = null;
	private status = "";
	private busySince = 0;
	private gone = false;
	private spinner: NodeJS.Timeout | undefined;

	constructor(agent: Agent, spinnerMs: number) {
		this.agent = agent;
		this.spinnerMs = spinnerMs;
		this.screen = new Screen(process.stdout);
		process.stdin.setEncoding("utf8");
		process.stdin.setRawMode(true);
		process.stdin.on("data", (chunk) => this.read(String(chunk)));
		process.stdin.on("error", () => this.hungUp());
		process.stdout.on("error", () => this.hungUp());
		process.stdout.on("resize", () => this.draw());
	}

	show(kind: ShownKind, text: string): void {
		this.screen.print(shownText(kind, text));
	}

	emit(): void {}

	responded(): void {
		this.onResponse();
	}

	setStatus(text: string): void {
		this.status = text;
		this.draw();
	}

	busy(label: string | null): void {
		if (this.label === null && label !== null) {
			this.busySince = Date.now();
			if (this.spinnerMs > 0) this.spinner = setInterval(() => this.draw(), this.spinnerMs);
		}
		if (label === null) clearInterval(this.spinner);
		this.label = label;
		this.draw();
	}

	/** Asks; gives the index of the answer, -1 at Esc. Rejects when the signal is aborted. */
	choose(dialog: Dialog, reason: string, signal?: AbortSignal): Promise<number> {
		return new Promise((resolve, reject) => {
			const close = () => {
				this.dialog = null;
				this.answerDialog = null;
				signal?.removeEventListener("abort", abort);
				this.onDialog(false, reason);
				this.draw();
			};
			const abort = () => {
				close();
				reject(signal?.reason);
			};
			if (signal?.aborted) return reject(signal.reason);
			signal?.addEventListener("abort", abort, { once: true });
			this.dialog = dialog;
			this.answerDialog = (choice) => {
				close();
				resolve(choice);
			};
			this.onDialog(true, reason);
			this.draw();
		});
	}

	async askPermission(command: string, signal: AbortSignal): Promise<boolean> {
		const lines = ["Bash command", "", `  ${command}`, "  run it", "", "Do you want to proceed?"];
		const options = ["Yes", "Yes, and don't ask again for these commands", "No"];
		const footer = "Esc to cancel · Tab to amend";
		const dialog = { lines, options, selected: 0, numbered: true, footer };
		const choice = await this.choose(dialog, "permission prompt", signal);
		return choice === 0 || choice === 1;
	}

	draw(): void {
		const seconds = this.label === null ? 0 : Math.floor((Date.now() - this.busySince) / 1000);
		const { queued, dialog, placeholder, status, notes } = this;
		const input = this.input.shown;
		const view: View = {
			busy: this.label,
			seconds,
			queued,
			dialog,
			input,
			placeholder,
			status,
			notes,
		};
		const lines = liveLines(this.agent, view, this.screen.columns - 1);
		this.screen.draw(lines, cursorIn(view));
		const mark = dialog === null && this.label !== null ? "◐" : "✳";
		this.screen.setTitle(`${mark} ${this.agent.name ?? "Claude Code"}`);
	}

	close(lastWords: string): void {
		clearInterval(this.spinner);
		this.screen.close(lastWords);
		if (!this.gone) process.stdin.setRawMode(false);
		process.stdin.pause();
	}

	/** The terminal has been closed: writing fails from now on, and nobody is there to read it. */
	private hungUp(): void {
		this.gone = true;
	}

	private read(chunk: string): void {
		for (const key of this.keys.read(chunk)) this.press(key);
		this.draw();
	}

	private press(key: Key): void {
		if (this.dialog !== null) this.pressDialog(this.dialog, key);
		else if (key.kind === "enter") this.enter();
		else if (key.kind === "escape") this.handler.escape();
		else if (key.kind === "ctrlC" || key.kind === "ctrlD") this.handler.ctrlC();
		else this.input.type(key);
	}

	private enter(): void {
		const text = this.input.take();
		if (text !== "") this.handler.submit(text);
	}

	private pressDialog(dialog: Dialog, key: Key): void {
		const effect = pressKey(dialog, key);
		if (effect === null) return;
		if ("moved" in effect) this.dialog = effect.moved;
		else this.answerDialog?.(effect.chosen);
	}
}
