import { existsSync } from "node:fs";
import {
	mkdir,
	mkdtemp,
	readFile,
	realpath,
	rename,
	rm,
	symlink,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { loadConfigText } from "../config/load.ts";
import { formatProblem } from "../config/problem.ts";
import { queueFolders } from "../queue/inbox.ts";
import { seedHome } from "./agent/seed-home.ts";
import { type AccountWish, createWorld, type WorldWish } from "./agent/world.ts";

/** What a stage is set up with. */
export interface StageWish {
	/** Name → uuid and windows; the order is the priority. */
	readonly accounts: readonly (Omit<AccountWish, "key"> & { readonly name: string })[];
	readonly dedicated: number;
	/** Models of the dedicated sessions, from the first on. */
	readonly models?: readonly string[];
	/** How many autonomous sessions there may be. */
	readonly autonomous: number;
	/** How many of them are started without a task to do; all when absent. */
	readonly autonomousMin?: number;
	/** Names of further projects beside the one that every stage has. */
	readonly otherProjects?: readonly string[];
	readonly world?: Partial<Omit<WorldWish, "accounts">>;
	/** More YAML for the configuration, below the sections that the stage writes itself. */
	readonly yaml?: string;
}

/** A throw-away pool: temp homes, a project, a simulated server, and the configuration that names them. */
export interface Stage {
	readonly root: string;
	readonly config: Config;
	readonly configFile: string;
	readonly environment: NodeJS.ProcessEnv;
	/** The simulated server's directory. */
	readonly world: string;
	/** Key of each account on the simulated server. */
	readonly keys: Readonly<Record<string, string>>;
	readonly project: string;
	readonly transcripts: string;
	addTask(name: string, text: string): Promise<void>;
	/** Removes everything. The tmux server must be gone. */
	remove(): Promise<void>;
}

/** Sets a stage up in a fresh temp directory. */
export async function setStage(wish: StageWish): Promise<Stage> {
	const root = await realpath(await mkdtemp(join(tmpdir(), "ccf-")));
	const path = (...parts: readonly string[]): string => join(root, ...parts);
	const project = path("work", "app");
	const keys = Object.fromEntries(wish.accounts.map((a, i) => [a.name, uuidOf(i)]));
	const world = path("server");
	createWorld(world, {
		...wish.world,
		accounts: wish.accounts.map(({ name, ...a }) => ({ ...a, key: keys[name] ?? "" })),
	});
	for (const { name } of wish.accounts) {
		const accountUuid = keys[name] ?? "";
		seedHome(path("accounts", name), { accountUuid, trustedDirs: [project] });
	}
	await makeLinks(root, Object.keys(keys));
	const others = (wish.otherProjects ?? []).map((name) => path("work", name));
	const { inbox } = queueFolders(project);
	for (const folder of [inbox, ...others]) await mkdir(folder, { recursive: true });
	const claude = await writeProgram(root);
	const environment = { ...process.env, HOME: root, XDG_RUNTIME_DIR: root, XDG_STATE_HOME: root };
	const configFile = path("config.yaml");
	await writeFile(configFile, yamlFor(wish, root, [project, ...others], world, claude), {
		mode: 0o600,
	});
	return {
		root,
		config: await readConfig(configFile, environment, root),
		configFile,
		environment,
		world,
		keys,
		project,
		transcripts: path("shared", "projects"),
		async addTask(name, text) {
			const file = join(inbox, `${name}.md`);
			await writeFile(`${file}.tmp`, text);
			await rename(`${file}.tmp`, file);
		},
		remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
	};
}

function uuidOf(index: number): string {
	const digit = String.fromCharCode("a".charCodeAt(0) + index);
	return `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;
}

const LINKS = ["projects", "file-history", "session-env", "tasks", "todos", "plans"];

async function makeLinks(root: string, accounts: readonly string[]): Promise<void> {
	for (const link of LINKS) {
		const shared = join(root, "shared", link);
		await mkdir(shared, { recursive: true });
		for (const account of accounts) await symlink(shared, join(root, "accounts", account, link));
	}
}

/** The stand-in for `claude`: a script that becomes the agent, so that the pane's process is the agent. */
async function writeProgram(root: string): Promise<string> {
	const program = join(root, "claude");
	const words = [process.execPath, ...AGENT_FLAGS, agentFile()].map((w) => `'${w}'`).join(" ");
	await writeFile(program, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
	return program;
}

/** Small heaps: a hundred agents have to fit on one machine. */
const AGENT_FLAGS = [
	"--max-semi-space-size=1",
	"--max-old-space-size=64",
	"--v8-pool-size=0",
	"--no-warnings",
];

/** The built agent beside this bundle, else its source, which the pinned Node runs as it is. */
function agentFile(): string {
	const places = ["simulated-agent.js", "../../../dist/simulated-agent.js", "agent/main.ts"];
	const files = places.map((place) => join(import.meta.dirname, place));
	const found = files.find((file) => existsSync(file));
	if (found === undefined) throw new Error("the simulated agent is missing: run npm run build");
	return found;
}

function yamlFor(
	wish: StageWish,
	root: string,
	projects: readonly string[],
	world: string,
	claude: string,
): string {
	const accounts = wish.accounts.map(
		({ name }, i) =>
			`  - { name: ${name}, home: ${root}/accounts/${name}, priority: ${i + 1}, env: { CCL_SIMULATION_DIR: ${world} } }`,
	);
	const dedicated = Array.from({ length: wish.dedicated }, (_, i) => {
		const model = wish.models?.[i];
		const words = model === undefined ? "" : `, model: ${model}`;
		return `    - { name: ccl-${i}, project: ${projects[0]}${words} }`;
	});
	const { autonomous, autonomousMin = autonomous } = wish;
	// A simulated agent takes a fraction of the memory of the program that it stands for.
	return `accounts:
${accounts.join("\n")}
pool:
  shared_projects_dir: ${root}/shared/projects
${dedicated.length > 0 ? `  dedicated:\n${dedicated.join("\n")}` : ""}
${autonomous > 0 ? `  autonomous: { prefix: ccl-auto-, first: 11, min: ${autonomousMin}, max: ${autonomous}, memory_per_session: 0 }` : ""}
projects:
${projects.map((p) => `  - { path: ${p}, trusted: true }`).join("\n")}
claude: { path: ${claude}, permission_mode: acceptEdits }
tmux: { socket: ccf-${process.pid}-${root.slice(-6)} }
${wish.yaml ?? ""}
`;
}

async function readConfig(file: string, env: NodeJS.ProcessEnv, home: string): Promise<Config> {
	const loaded = loadConfigText(await readFile(file, "utf8"), file, { env, home });
	if (loaded.kind === "ok") return loaded.config;
	throw new Error(loaded.problems.map(formatProblem).join("\n"));
}
