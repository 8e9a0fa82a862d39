import { findProgram } from "../../claude/find-program.ts";
import { autonomousNames } from "../../config/config.ts";
import { serverWords } from "../../tmux/run.ts";
import { type Check, type Configured, pass, warn } from "../check.ts";

/**
 * Whether the sessions that live are called as the configuration says. With another `prefix` or `first` none of them is
 * ever given a task, and others are started beside them.
 */
export async function checkPool(world: Configured): Promise<readonly Check[]> {
	const { dedicated, autonomous } = world.config.pool;
	const names = autonomousNames(world.config.pool);
	if (autonomous === null) return [pass("pool", `${dedicated.length} dedicated sessions`)];
	const from = `${names[0]} to ${names.at(-1)}`;
	const alike = (await liveNames(world)).filter((name) => isNumbered(name, autonomous.prefix));
	if (alike.length === 0 || alike.some((name) => names.includes(name))) {
		return [pass("pool", `${dedicated.length} dedicated sessions, autonomous ones ${from}`)];
	}
	const what = `tmux has ${alike.join(", ")}, but the pool is ${from}: it matches none of them`;
	const remedy = "correct pool.autonomous: prefix, first and max, or end those sessions";
	return [warn("pool", what, remedy)];
}

function isNumbered(name: string, prefix: string): boolean {
	return name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length));
}

/** The sessions of the pool's tmux server; none when it does not run or does not tell. */
async function liveNames(world: Configured): Promise<readonly string[]> {
	const { config, files, environment, commands } = world;
	const place = await findProgram(files, "tmux", environment);
	if (place === null) return [];
	const words = serverWords({ program: place, socket: config.tmux.socket, configFile: null });
	const result = await commands({
		file: place,
		args: ["-u", ...words, "list-sessions", "-F", "#{session_name}"],
		// As the engine calls it: what tells of a surrounding tmux is not passed on.
		env: { PATH: environment["PATH"] ?? "", HOME: environment["HOME"] ?? "" },
		cwd: "/",
		timeoutMs: 5_000,
		maxOutputBytes: 64 * 1024,
	});
	return result.kind === "ended" && result.code === 0 ? result.stdout.split("\n") : [];
}
