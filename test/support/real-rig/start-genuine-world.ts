import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { genuineProgramPath } from "../../real/program-path.mjs";
import { type FakeMessagesApi, startFakeMessagesApi } from "../fake-messages-api/server.ts";
import { genuineEnv } from "./genuine-env.ts";
import { seedLoginHome, seedTokenHome } from "./seed-home.ts";
import { linkSharedDirs } from "./shared-links.ts";

/** An account to make: a bare name gets a token, so that its home has no login. */
export type WorldAccount = string | { readonly name: string; readonly kind: "token" | "login" };

export interface GenuineWorldOptions {
	readonly accounts: readonly WorldAccount[];
	/** Units that each account's five-hour window holds; a request costs one. */
	readonly units?: number;
	/** Further keys of each home's `.claude.json`, such as a server's flag that the program has cached. */
	readonly state?: Readonly<Record<string, unknown>>;
}

/** Everything around the product when it runs the genuine program against the fake server. */
export interface GenuineWorld {
	readonly api: FakeMessagesApi;
	readonly claudePath: string;
	/** Holds everything below; gone after `cleanup`. */
	readonly root: string;
	/** The seeded, linked home of each account, by its name. */
	readonly homes: Readonly<Record<string, string>>;
	/** The real tree behind the homes' links; its `projects` holds the conversations. */
	readonly sharedDir: string;
	/** A project directory that every home trusts. */
	readonly projectDir: string;
	/** Plain variables for an account's `env` in the configuration. */
	accountEnv(account: string): Readonly<Record<string, string>>;
	/** A file of mode 0600 with the token account's dummy token, for `token_file`. */
	tokenFile(account: string): string;
	cleanup(): Promise<void>;
}

/** Makes the world; the program itself must be installed (`node test/real/install.mjs`). */
export async function startGenuineWorld(options: GenuineWorldOptions): Promise<GenuineWorld> {
	const api = await startFakeMessagesApi();
	const root = realpathSync(mkdtempSync(join(tmpdir(), "ccl-")));
	const sharedDir = join(root, "shared");
	const projectDir = join(root, "project");
	for (const name of ["tmp", "tokens", "project"]) mkdirSync(join(root, name), { mode: 0o700 });
	const tokenFile = (name: string) => join(root, "tokens", name);
	const homes: Record<string, string> = {};
	for (const account of options.accounts) {
		const { name, kind } = typeof account === "string" ? { name: account, kind: "token" } : account;
		const home = join(root, "homes", name);
		const state = options.state ?? {};
		const seed = { home, account: name, trustedDirs: [projectDir], state };
		const secret = api.secretOf(name);
		if (options.units !== undefined) api.setLimit(name, options.units);
		if (kind === "login") seedLoginHome({ ...seed, secret });
		else {
			seedTokenHome(seed);
			writeFileSync(tokenFile(name), `${secret}\n`, { mode: 0o600 });
		}
		linkSharedDirs(home, sharedDir);
		homes[name] = home;
	}
	const cleanup = async () => {
		await api.close();
		rmSync(root, { recursive: true, force: true, maxRetries: 5 });
	};
	const accountEnv = () => genuineEnv(api.url, join(root, "tmp"));
	const claudePath = genuineProgramPath();
	return { api, claudePath, root, homes, sharedDir, projectDir, accountEnv, tokenFile, cleanup };
}
