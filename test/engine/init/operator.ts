import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** An operator's home directory, made by hand for one test. */
export function operatorHome() {
	const home = mkdtempSync(join(tmpdir(), "operator-"));
	const write = (path: string, text: string): string => {
		const file = join(home, path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text, { mode: 0o600 });
		return file;
	};
	return {
		home,
		write,
		directory: (path: string) => mkdirSync(join(home, path), { recursive: true }),
		/** A home that somebody logged in to. */
		login: (dir: string, uuid: string, projects: readonly string[] = []) => {
			const known = Object.fromEntries(projects.map((path) => [path, {}]));
			const account = { accountUuid: uuid, emailAddress: `${uuid}@example.org` };
			write(`${dir}/.claude.json`, JSON.stringify({ oauthAccount: account, projects: known }));
			write(`${dir}/settings.json`, '{ "cleanupPeriodDays": 3650 }');
			return join(home, dir);
		},
		/** An entry in the registry of a home, for a process. */
		session: (dir: string, pid: number, more: object = {}) => {
			write(`${dir}/sessions/${pid}.json`, JSON.stringify({ pid, ...more }));
		},
	};
}

export const nobodyLives = async () => false;
export const everybodyLives = async () => true;
