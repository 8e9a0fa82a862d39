import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadConfigText } from "../../../src/engine/config/load.ts";
import { type Engine, startEngine } from "../../../src/engine/engine.ts";
import type { Session, State } from "../../../src/state/model.ts";
import { type PrivateTmux, privateTmux } from "../private-tmux.ts";
import { waitFor } from "../wait-for.ts";
import { cleanEnv } from "./clean-env.ts";
import { type GenuineWorld, startGenuineWorld } from "./start-genuine-world.ts";

export interface ProductWish {
	/** How both accounts, `a` and `b`, prove who they are. */
	readonly kind: "token" | "login";
	/** How many autonomous sessions there are. Default: one. */
	readonly sessions?: number;
	/** Models of dedicated sessions; each session is named after its model. Default: none. */
	readonly models?: readonly string[];
	/** Further keys of each home's `.claude.json`. */
	readonly state?: Readonly<Record<string, unknown>>;
	/** Further plain variables of each account. */
	readonly env?: Readonly<Record<string, string>>;
	/** More YAML below the sections that are written here. */
	readonly yaml?: string;
}

/** The real engine with the genuine program: two accounts, one autonomous session, one project. */
export interface GenuineProduct {
	readonly world: GenuineWorld;
	readonly tmux: PrivateTmux;
	readonly engine: Engine;
	state(): State;
	/** The one session, or the one of that name. */
	session(name?: string): Session;
	addTask(name: string, text: string): Promise<void>;
	taskDone(name: string): Promise<unknown>;
	/** Types a prompt in a session's pane, as its operator does. */
	type(session: string, prompt: string): Promise<void>;
	/** Begins a switch as an operator asks for it. */
	switchTo(account: string, how?: { readonly force: boolean }): Promise<void>;
	/** Stops the engine and the tmux server, and waits until no program is left. */
	end(): Promise<void>;
}

export const SESSION = "ccl-auto-11";

export async function startGenuineProduct(wish: ProductWish): Promise<GenuineProduct> {
	const accounts = ["a", "b"].map((name) => ({ name, kind: wish.kind }));
	const world = await startGenuineWorld({ accounts, units: 1000, state: wish.state ?? {} });
	const tmux = privateTmux();
	const env = { ...cleanEnv(world.root), XDG_STATE_HOME: world.root, XDG_RUNTIME_DIR: world.root };
	const file = join(world.root, "config.yaml");
	const loaded = loadConfigText(yamlFor(world, tmux, wish), file, { env, home: world.root });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	const options = { environment: env, version: "test", demo: false, tmuxConfig: "/dev/null" };
	const started = await startEngine({ config: loaded.config, ...options });
	if (started.kind !== "started") throw new Error(JSON.stringify(started));
	const { engine } = started;
	const state = (): State => engine.client.store.getState().state;
	return {
		world,
		tmux,
		engine,
		state,
		session(name = SESSION) {
			const found = state().sessions[name];
			if (found === undefined) throw new Error(`the session ${name} is not there`);
			return found;
		},
		async addTask(name, text) {
			const inbox = join(world.projectDir, ".agent-queue", "inbox");
			await mkdir(inbox, { recursive: true });
			await writeFile(join(inbox, `${name}.tmp`), text);
			await rename(join(inbox, `${name}.tmp`), join(inbox, `${name}.md`));
		},
		taskDone: (name) =>
			waitFor(`task ${name}`, () => state().tasks.get(`project.${name}`)?.state === "done", 90_000),
		async type(name, prompt) {
			const since = state().sessions[name]?.stateSince;
			const pane = state().sessions[name]?.incarnation?.pane ?? "";
			const shows = async (text: string): Promise<boolean> =>
				(await tmux.tmux("capture-pane", "-p", "-J", "-t", pane)).includes(text);
			await waitFor("the input box", () => shows("❯"));
			await tmux.tmux("send-keys", "-t", pane, "-l", prompt);
			await waitFor("the prompt in it", () => shows(prompt.slice(-10)));
			// Pressed at once it is taken for a part of the text.
			await waitFor("the prompt to be taken", async () => {
				await tmux.tmux("send-keys", "-t", pane, "Enter");
				await sleep(1_000);
				return state().sessions[name]?.stateSince !== since;
			});
		},
		async switchTo(account, how = { force: false }) {
			const ask = { to: account, sessions: null, force: how.force };
			const plan = await engine.client.planSwitch(ask);
			const reply = await engine.client.runSwitch(plan.id);
			if (reply.kind === "refused") throw new Error(`${reply.why}: ${JSON.stringify(plan)}`);
		},
		async end() {
			const panes = await tmux.tmux("list-panes", "-a", "-F", "#{pane_pid}");
			const pids = panes.split("\n").map(Number);
			await engine.stop("the test is over");
			await tmux.end();
			await waitFor("the program to be gone", () => pids.every((pid) => !isAlive(pid)));
			await world.cleanup();
		},
	};
}

export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

function yamlFor(world: GenuineWorld, tmux: PrivateTmux, wish: ProductWish): string {
	const account = (name: string, priority: number): string => {
		const token = `kind: oauth_token, token_file: ${world.tokenFile(name)},`;
		const env = JSON.stringify({ ...world.accountEnv(name), ...wish.env });
		return `  - { name: ${name}, home: ${world.homes[name]}, priority: ${priority}, ${wish.kind === "token" ? token : ""} env: ${env} }`;
	};
	const count = wish.sessions ?? (wish.models === undefined ? 1 : 0);
	const dedicated = (wish.models ?? []).map((model) =>
		JSON.stringify({ name: model, project: world.projectDir, model }),
	);
	return `accounts:
${account("a", 1)}
${account("b", 2)}
pool:
  shared_projects_dir: ${join(world.sharedDir, "projects")}
  autonomous: { prefix: ccl-auto-, first: 11, min: ${count}, max: ${Math.max(1, count)} }
  dedicated: [${dedicated.join(", ")}]
projects:
  - { path: ${world.projectDir}, trusted: true }
claude: { path: ${world.claudePath}, model: sonnet, permission_mode: bypassPermissions }
tmux: { socket: ${tmux.socket} }
${wish.yaml ?? ""}
`;
}
