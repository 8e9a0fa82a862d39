import { randomBytes } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";

const random = (bytes: number): string => randomBytes(bytes).toString("hex");

/** Secrets that are meant for the program: the configuration names the places where they are. */
export type OwnSecrets = {
	/** In a file of mode 0600, for a session's process alone. */
	readonly accountToken: string;
	/** In a variable; it has no form that tells it. */
	readonly apiKey: string;
	readonly bearer: string;
	readonly scriptsToken: string;
	readonly botToken: string;
};

/** Secrets that somebody wrote where they do not belong. */
export type WrittenSecrets = {
	readonly inTitle: string;
	readonly inText: string;
	readonly inCommand: string;
	readonly inAnswer: string;
	/** In the last of the characters that are shown of a command. */
	readonly atTheCut: string;
};

/** Secrets that nobody else has, so that they may be looked for everywhere. */
export function plantedSecrets(): { readonly own: OwnSecrets; readonly written: WrittenSecrets } {
	return {
		own: {
			accountToken: `sk-ant-oat01-${random(24)}`,
			apiKey: `canary${random(24)}`,
			bearer: random(24),
			scriptsToken: random(24),
			botToken: `1234567890:${random(18)}`,
		},
		written: {
			inTitle: `sk-ant-api03-${random(24)}`,
			inText: `sk-ant-api03-${random(24)}`,
			inCommand: `sk-ant-api03-${random(24)}`,
			inAnswer: `${random(20)}`,
			atTheCut: `ghp_${random(18)}`,
		},
	};
}

/** How much of a secret is a leak: what is left of one that was cut counts as well. */
const LEAK = 14;

/** Whether a text shows a secret, or enough of one; a screen breaks long ones into rows. */
export function shows(text: string, secret: string): boolean {
	const tail = secret.slice(-LEAK);
	const at = Math.max(0, secret.search(/[0-9a-f]{14}/));
	const head = secret.slice(at, at + LEAK);
	const whole = text.replace(/\s+/g, "");
	return [head, tail].some((part) => text.includes(part) || whole.includes(part));
}

/** The names of the secrets that a text shows. */
export function shownIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
	return Object.entries(secrets)
		.filter(([, secret]) => shows(text, secret))
		.map(([name]) => name);
}

/** Every regular file below a folder, with its bytes as they are. */
export async function filesBelow(
	folder: string,
): Promise<readonly { path: string; text: string; mode: number }[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	return Promise.all(
		files.map(async (entry) => {
			const path = join(entry.parentPath, entry.name);
			const [bytes, { mode }] = await Promise.all([readFile(path), stat(path)]);
			return { path: relative(folder, path), text: bytes.toString("latin1"), mode: mode & 0o777 };
		}),
	);
}

/** One process as the kernel shows it to others. */
export interface SeenProcess {
	readonly pid: number;
	readonly words: string;
	readonly environment: string;
}

/** Every process of this user, as it is now. */
export async function allProcesses(): Promise<readonly SeenProcess[]> {
	const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
	const seen = await Promise.all(
		pids.map(async (pid): Promise<SeenProcess | null> => {
			try {
				const look = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, "utf8");
				const words = await look("cmdline");
				const environment = await look("environ");
				// One that became another program meanwhile has the words of one and the environment of the other.
				if (words !== (await look("cmdline"))) return null;
				return { pid: Number(pid), words, environment };
			} catch {
				// It has ended, or it is somebody else's.
				return null;
			}
		}),
	);
	return seen.filter((one) => one !== null);
}
