/** What the command line asks for. Only the flags that the product and its tests use. */
export interface Arguments {
	readonly print: boolean;
	readonly version: boolean;
	readonly prompt: string | null;
	readonly sessionId: string | null;
	readonly resume: string | null;
	readonly forkSession: boolean;
	readonly model: string | null;
	readonly permissionMode: string | null;
	readonly settings: string | null;
	readonly name: string | null;
	readonly outputFormat: string;
	readonly persist: boolean;
	/** The words that are no flags, for `auth status` and `agents`. */
	readonly words: readonly string[];
}

const WITH_VALUE: Record<string, string> = {
	"--session-id": "sessionId",
	"--resume": "resume",
	"-r": "resume",
	"--model": "model",
	"--permission-mode": "permissionMode",
	"--settings": "settings",
	"--name": "name",
	"-n": "name",
	"--output-format": "outputFormat",
	"--max-turns": "ignored",
};

const WITHOUT_VALUE: Record<string, string> = {
	"-p": "print",
	"--print": "print",
	"-v": "version",
	"--version": "version",
	"--fork-session": "forkSession",
	"--no-session-persistence": "noPersistence",
	"--dangerously-skip-permissions": "skipPermissions",
	"--verbose": "verbose",
	"--json": "ignored",
	"--all": "ignored",
};

/** A command line that the program refuses; the message is what it prints. */
export class UsageError extends Error {}

interface Split {
	readonly values: Map<string, string>;
	readonly words: string[];
}

function takeFlag(argv: readonly string[], at: number, values: Map<string, string>): number {
	const word = argv[at] ?? "";
	const equals = word.startsWith("--") ? word.indexOf("=") : -1;
	const flag = equals < 0 ? word : word.slice(0, equals);
	const plain = WITHOUT_VALUE[flag];
	if (plain !== undefined) {
		values.set(plain, "true");
		return 1;
	}
	const name = WITH_VALUE[flag];
	if (name === undefined) throw new UsageError(`error: unknown option '${flag}'`);
	const value = equals < 0 ? argv[at + 1] : word.slice(equals + 1);
	if (value === undefined) throw new UsageError(`error: option '${flag}' argument missing`);
	values.set(name, value);
	return equals < 0 ? 2 : 1;
}

function split(argv: readonly string[]): Split {
	const values = new Map<string, string>();
	const words: string[] = [];
	let at = 0;
	while (at < argv.length) {
		const word = argv[at] ?? "";
		if (word === "--") {
			words.push(...argv.slice(at + 1));
			break;
		}
		if (word.startsWith("-") && word !== "-") {
			at += takeFlag(argv, at, values);
		} else {
			words.push(word);
			at += 1;
		}
	}
	return { values, words };
}

const PERMISSION_MODES = ["acceptEdits", "auto", "bypassPermissions", "manual", "default"].concat([
	"dontAsk",
	"plan",
]);

function permissionModeOf(values: Map<string, string>): string | null {
	if (values.has("skipPermissions")) return "bypassPermissions";
	const mode = values.get("permissionMode") ?? null;
	if (mode !== null && !PERMISSION_MODES.includes(mode)) {
		const message = `error: option '--permission-mode <mode>' argument '${mode}' is invalid.`;
		throw new UsageError(message);
	}
	return mode;
}

/** The stream of events comes only with `--verbose` (seen on 2.1.330). */
function outputFormatOf(values: Map<string, string>): string {
	const format = values.get("outputFormat") ?? "text";
	if (format === "stream-json" && values.has("print") && !values.has("verbose")) {
		const message = "Error: When using --print, --output-format=stream-json requires --verbose";
		throw new UsageError(message);
	}
	return format;
}

/** Reads the command line; throws a `UsageError` for what the program refuses (rc 1). */
export function parseArguments(argv: readonly string[]): Arguments {
	const { values, words } = split(argv);
	return {
		print: values.has("print"),
		version: values.has("version"),
		prompt: words[0] ?? null,
		sessionId: values.get("sessionId") ?? null,
		resume: values.get("resume") ?? null,
		forkSession: values.has("forkSession"),
		model: values.get("model") ?? null,
		permissionMode: permissionModeOf(values),
		settings: values.get("settings") ?? null,
		name: values.get("name") ?? null,
		outputFormat: outputFormatOf(values),
		persist: !values.has("noPersistence"),
		words,
	};
}

/** The program drops ESC, BEL and bidirectional controls from a positional prompt (seen on 2.1.330). */
export function cleanPrompt(text: string): string {
	return text.replace(/[\u001b\u0007\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}
