import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./slow-command.ts";
import { type Payload, readHooks, readStatusline } from "./spool.ts";
import type { Account } from "./stage.ts";
import type { PaneEnd, TmuxServer } from "./tmux-server.ts";
import { waitUntil } from "./wait-until.ts";

/** The file by which a live process says what it does. */
export type Registry = Readonly<Record<string, unknown>> & { readonly status?: string };

/** A program in its own tmux pane. */
export class RunningProgram {
	readonly account: Account;
	readonly pid: number;
	readonly #tmux: TmuxServer;
	readonly #pane: string;
	readonly #spool: string;

	constructor(launched: {
		account: Account;
		pid: number;
		tmux: TmuxServer;
		pane: string;
		spool: string;
	}) {
		this.account = launched.account;
		this.pid = launched.pid;
		this.#tmux = launched.tmux;
		this.#pane = launched.pane;
		this.#spool = launched.spool;
	}

	get registryPath(): string {
		return join(this.account.home, "sessions", `${this.pid}.json`);
	}

	registry(): Registry | undefined {
		if (!existsSync(this.registryPath)) return undefined;
		const text = readFileSync(this.registryPath, "utf8");
		return text === "" ? undefined : (JSON.parse(text) as Registry);
	}

	/** All payloads of one hook so far. */
	hooks(name: string): Payload[] {
		return readHooks(this.#spool).filter(({ body }) => body.hook_event_name === name);
	}

	statusline(): Payload | undefined {
		return readStatusline(this.#spool);
	}

	screen(): Promise<string> {
		return this.#tmux.screen(this.#pane);
	}

	async type(text: string): Promise<void> {
		await this.#tmux.type(this.#pane, text);
	}

	async press(key: string): Promise<void> {
		await this.#tmux.press(this.#pane, key);
	}

	/** Pastes text as a terminal does, so that it arrives in one piece. */
	async paste(text: string): Promise<void> {
		await this.#tmux.paste(this.#pane, text);
	}

	/** Pastes a line and presses Enter in the same breath. */
	async submit(line: string): Promise<void> {
		await this.#tmux.submit(this.#pane, line);
	}

	/** Moves a dialog's mark to an option and takes it. A key counts only after a second of quiet. */
	async choose(option: string, key: "Up" | "Down"): Promise<void> {
		await this.until(`the mark at "${option}"`, async () => {
			const marked = (await this.screen()).split("\n").findLast((line) => /^\s*❯ /.test(line));
			await sleep(1500);
			if (marked?.includes(option)) return true;
			await this.press(key);
			return undefined;
		});
		await this.press("Enter");
	}

	signal(name: NodeJS.Signals): void {
		process.kill(this.pid, name);
	}

	/** Ends the program, if it still runs, and waits until it is gone. */
	async end(): Promise<void> {
		if (isAlive(this.pid)) this.signal("SIGTERM");
		await this.untilEnd();
	}

	/** Waits for a condition; a failure shows the screen and the hooks. */
	until<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
		return waitUntil(what, probe, async () => {
			const names = readHooks(this.#spool).map(({ body }) => body.hook_event_name);
			return `hooks: ${names.join(" ")}\nregistry: ${JSON.stringify(this.registry())}\n${await this.screen()}`;
		});
	}

	untilHook(name: string, count = 1): Promise<Payload> {
		return this.until(`the hook ${name}`, () => this.hooks(name)[count - 1]);
	}

	untilStatus(status: string): Promise<Registry> {
		return this.until(`the registry to say ${status}`, () => {
			const registry = this.registry();
			return registry?.status === status ? registry : undefined;
		});
	}

	untilScreen(text: string): Promise<string> {
		return this.until(`"${text}" on the screen`, async () => {
			const screen = await this.screen();
			return screen.includes(text) ? screen : undefined;
		});
	}

	untilEnd(): Promise<PaneEnd> {
		return this.until("the end of the program", () => this.#tmux.end(this.#pane));
	}
}
