import { capabilitiesOf } from "../../claude/capabilities.ts";
import { findProgram } from "../../claude/find-program.ts";
import { readProgramVersion } from "../../claude/version.ts";
import { type Check, type Configured, fail, pass, type Surroundings, warn } from "../check.ts";

type Version = readonly [major: number, minor: number];

/** `node:sqlite` is stable enough from here on. */
const LEAST_NODE: Version = [24, 15];

/** Numbers are compared in formats (`#{e|<=|:…}`) from 3.2 on: the fence needs that. */
const LEAST_TMUX: Version = [3, 2];

/** The Node that runs this program. */
export async function checkNode({ node }: Surroundings): Promise<readonly Check[]> {
	if (isAtLeast(node, LEAST_NODE)) return [pass("node", node)];
	const remedy = "start it as the README says: the project brings a Node of its own";
	return [fail("node", `${node} is older than ${LEAST_NODE.join(".")}`, remedy)];
}

/** tmux is there, and can do what is asked of it. */
export async function checkTmux({
	files,
	environment,
	commands,
}: Surroundings): Promise<readonly Check[]> {
	const place = await findProgram(files, "tmux", environment);
	const install = process.platform === "darwin" ? "brew install tmux" : "apt-get install tmux";
	if (place === null) return [fail("tmux", "it is not in PATH", `install it: ${install}`)];
	const result = await commands({
		file: place,
		args: ["-V"],
		env: {},
		cwd: "/",
		timeoutMs: 5_000,
		maxOutputBytes: 256,
	});
	const said = result.kind === "ended" ? result.stdout.trim() : "";
	const version = /^tmux (?:next-|openbsd-)?(\d+\.\d+\S*)/.exec(said)?.[1];
	if (version === undefined) {
		return [warn("tmux", `${place} does not tell its version`, `look at: ${place} -V`)];
	}
	if (isAtLeast(version, LEAST_TMUX)) return [pass("tmux", `${version}, ${place}`)];
	const what = `${version} (${place}) is older than ${LEAST_TMUX.join(".")}`;
	return [fail("tmux", what, `install a newer one: ${install}`)];
}

/** The claude program, against what was proven of its version. A new version never stops anything. */
export async function checkClaude(world: Configured): Promise<readonly Check[]> {
	const { path } = world.config.claude;
	const place = await findProgram(world.files, path, world.environment);
	if (place === null) {
		return [fail("claude", `${path} was not found`, "install Claude Code, or set claude.path")];
	}
	const version = await readProgramVersion(place, world.environment, world.commands);
	const { warning, assumed } = capabilitiesOf(version);
	if (version === null) {
		return [warn("claude", `${place} does not tell its version`, `look at: ${place} --version`)];
	}
	if (warning === null) return [pass("claude", `${version}, ${place}`)];
	const risks = assumed.map(({ capability, without }) => `${capability}: ${without}`).join("; ");
	return [warn("claude", warning, `nothing must be done. Where it does not hold: ${risks}`)];
}

function isAtLeast(version: string, [major, minor]: Version): boolean {
	const [ownMajor = 0, ownMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
	return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
