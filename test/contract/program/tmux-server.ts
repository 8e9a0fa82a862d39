import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How a program ended: by itself with a status, or by a signal. */
export interface PaneEnd {
	readonly status: number | undefined;
	readonly signal: number | undefined;
}

/** A private tmux server that belongs to one test file. */
export class TmuxServer {
	readonly #socket: string;

	private constructor(socket: string) {
		this.#socket = socket;
	}

	static async start(label: string): Promise<TmuxServer> {
		const server = new TmuxServer(`ccl-${label}-${process.pid}-${randomBytes(3).toString("hex")}`);
		const keeper = ["new-session", "-d", "-s", "keeper", "-x", "80", "-y", "24"];
		await run("tmux", ["-L", server.#socket, "-f", "/dev/null", ...keeper, "sleep 100000"]);
		await server.#tmux("set-option", "-g", "remain-on-exit", "on");
		return server;
	}

	/** Starts a command, word by word, in a new pane; returns the pane. */
	async open(cwd: string, words: readonly string[]): Promise<string> {
		const size = ["-x", "160", "-y", "50"];
		const shown = ["-P", "-F", "#{pane_id}"];
		return this.#tmux("new-session", "-d", ...size, "-c", cwd, ...shown, "--", ...words);
	}

	async pid(pane: string): Promise<number> {
		return Number(await this.#show(pane, "#{pane_pid}"));
	}

	/** The end of the pane's program; undefined while it runs. */
	async end(pane: string): Promise<PaneEnd | undefined> {
		const format = "#{pane_dead} #{pane_dead_status} #{pane_dead_signal}";
		const [dead, status = "", signal = ""] = (await this.#show(pane, format)).split(" ");
		if (dead !== "1") return undefined;
		if (status === "" && signal === "") return this.#reap();
		const numberOf = (text: string) => (text === "" ? undefined : Number(text));
		return { status: numberOf(status), signal: numberOf(signal) };
	}

	/** tmux 3.3a can miss a program's end until another child of it ends: give it one. */
	async #reap(): Promise<undefined> {
		await this.#tmux("run-shell", "true");
		return undefined;
	}

	async screen(pane: string): Promise<string> {
		return this.#tmux("capture-pane", "-p", "-S", "-200", "-t", pane);
	}

	/** Types text as it stands. */
	async type(pane: string, text: string): Promise<void> {
		await this.#tmux("send-keys", "-t", pane, "-l", "--", text);
	}

	/** Pastes text as one piece, without changing its line ends. */
	async paste(pane: string, text: string): Promise<void> {
		await this.#tmux("set-buffer", "-b", "pasted", "--", text);
		await this.#tmux("paste-buffer", "-p", "-r", "-d", "-b", "pasted", "-t", pane);
	}

	/** Pastes a line and presses Enter in the same breath, as the product does. */
	async submit(pane: string, line: string): Promise<void> {
		const paste = ["paste-buffer", "-p", "-d", "-b", "line", "-t", pane];
		const enter = ["send-keys", "-t", pane, "Enter"];
		await this.#tmux("set-buffer", "-b", "line", "--", line, ";", ...paste, ";", ...enter);
	}

	/** Presses one named key, such as Enter. */
	async press(pane: string, key: string): Promise<void> {
		await this.#tmux("send-keys", "-t", pane, key);
	}

	async close(): Promise<void> {
		await this.#tmux("kill-server");
	}

	#show(pane: string, format: string): Promise<string> {
		return this.#tmux("display-message", "-p", "-t", pane, format);
	}

	async #tmux(...words: string[]): Promise<string> {
		const { stdout } = await run("tmux", ["-L", this.#socket, ...words]);
		return stdout.trimEnd();
	}
}
