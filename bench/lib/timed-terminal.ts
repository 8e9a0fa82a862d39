import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type PrivateTmux, privateTmux } from "../../test/support/private-tmux.ts";

/** What a program wrote, as it came out of its pane. */
export interface Output {
	readonly text: string;
	/** `performance.now()` when it was here. */
	readonly at: number;
}

/** A program in a pane of a real tmux server, heard through a client in control mode. */
export interface TimedPane {
	readonly pid: () => Promise<number>;
	/** Presses a key; gives the time at which it was sent. */
	press(key: string): number;
	/** The next output that holds this, from now on. */
	next(holding: string, timeoutMs?: number): Promise<Output>;
	/** Ends what runs in the pane and runs this; gives the time at which it was asked for. */
	run(words: readonly string[], env: Readonly<Record<string, string>>): number;
	/** Told of all that the program writes, until the function that it gives is called. */
	hear(listener: (output: Output) => void): () => void;
	/** What the pane shows. */
	screen(): Promise<string>;
}

export interface TimedTerminal {
	/** A pane of its own, in which nothing runs yet. */
	pane(): Promise<TimedPane>;
	end(): Promise<void>;
}

const NOTHING = "exec sleep 100000";

/** Starts a tmux server of its own whose windows all have this size. */
export async function timedTerminal(columns: number, rows: number): Promise<TimedTerminal> {
	const server = privateTmux();
	const size = ["-x", String(columns), "-y", String(rows)];
	await server.tmux("new-session", "-d", "-s", "bench", ...size, NOTHING);
	const control = attach(server);
	// Else the windows get the size that tmux gives to a client without a screen.
	control.say("refresh-client", "-C", `${columns}x${rows}`);
	return {
		async pane() {
			const made = await server.tmux(
				"new-window",
				"-d",
				"-t",
				"bench:",
				"-P",
				"-F",
				"#{pane_id}",
				NOTHING,
			);
			return paneOf(server, control, made.trim());
		},
		async end() {
			control.child.kill();
			await server.end();
		},
	};
}

interface Control {
	readonly child: ChildProcess;
	readonly listeners: Map<string, Set<(output: Output) => void>>;
	say(...words: readonly string[]): void;
}

/** `%output %PANE TEXT`, in which what is no plain character is an octal number. */
function attach({ program, socket, configFile }: PrivateTmux): Control {
	const words = [
		"-L",
		socket ?? "",
		"-f",
		configFile ?? "/dev/null",
		"-C",
		"attach",
		"-t",
		"bench",
	];
	const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"] });
	const listeners: Control["listeners"] = new Map();
	createInterface({ input: child.stdout, crlfDelay: Infinity }).on("line", (line) => {
		const [, pane, escaped] = /^%output (%\d+) (.*)$/s.exec(line) ?? [];
		const heard = listeners.get(pane ?? "");
		if (heard === undefined || escaped === undefined) return;
		const output = { text: unescaped(escaped), at: performance.now() };
		for (const listener of [...heard]) listener(output);
	});
	return {
		child,
		listeners,
		say: (...said) => void child.stdin.write(`${said.map(quoted).join(" ")}\n`),
	};
}

function unescaped(text: string): string {
	return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
		String.fromCharCode(Number.parseInt(octal, 8)),
	);
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

function paneOf({ tmux }: PrivateTmux, { listeners, say }: Control, pane: string): TimedPane {
	const hear: TimedPane["hear"] = (listener) => {
		const heard = listeners.get(pane) ?? new Set();
		listeners.set(pane, heard.add(listener));
		return () => void heard.delete(listener);
	};
	return {
		hear,
		pid: async () => Number(await tmux("display-message", "-p", "-t", pane, "#{pane_pid}")),
		press(key) {
			const at = performance.now();
			say("send-keys", "-t", pane, key);
			return at;
		},
		next: (holding, timeoutMs = 20_000) => heardOnce(hear, holding, timeoutMs),
		run(words, env) {
			const at = performance.now();
			const set = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
			say("respawn-pane", "-k", "-t", pane, ...set, ...words);
			return at;
		},
		screen: () => tmux("capture-pane", "-p", "-t", pane),
	};
}

function heardOnce(hear: TimedPane["hear"], holding: string, timeoutMs: number): Promise<Output> {
	const { promise, resolve, reject } = Promise.withResolvers<Output>();
	const timer = setTimeout(() => reject(new Error(`never heard ${holding}`)), timeoutMs);
	const stop = hear((output) => {
		if (output.text.includes(holding)) resolve(output);
	});
	return promise.finally(() => {
		stop();
		clearTimeout(timer);
	});
}
