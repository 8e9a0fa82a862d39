import { join } from "node:path";
import type { CommandResult, CommandRunner } from "../../../src/engine/ports/commands.ts";
import type { Life } from "../life.ts";
import type { World } from "../world/world.ts";

const ended = (code: number, stdout = ""): CommandResult => ({
	kind: "ended",
	code,
	signal: null,
	stdout,
	timedOut: false,
});

/** Short runs of other programs: the usage poll, the minimal request, git (no project here is a repository). */
export function simulatedCommands(world: World, life: Life): CommandRunner {
	return ({ file, args, env }) =>
		life.effect(`run ${file.split("/").at(-1)}`, () => {
			const home = env["CLAUDE_CONFIG_DIR"];
			if (home === undefined) return ended(128);
			const { provider } = world;
			if (provider.storm) return ended(1);
			if (!args.includes("/usage")) {
				const answer = provider.ask(world.accountOf(home), 0.001);
				return ended(answer.kind === "ok" ? 0 : 1, streamOf(world, home));
			}
			keepUsage(world, home);
			return ended(0);
		});
}

/** The line of a run of `-p` that tells the quota. */
function streamOf({ provider, accountOf }: World, home: string): string {
	const windows = provider.windows(accountOf(home)).map((w) => {
		const status = w.used >= 1 ? "rejected" : "allowed";
		return [w.name, { utilization: w.used, resetsAt: provider.resetsAt(w), status }] as const;
	});
	const spent = windows.find(([, { status }]) => status === "rejected");
	const rate_limit_info = {
		status: spent === undefined ? "allowed" : "rejected",
		resetsAt: spent?.[1].resetsAt,
		rateLimitType: spent?.[0],
		unifiedWindows: Object.fromEntries(windows),
	};
	return `${JSON.stringify({ type: "rate_limit_event", rate_limit_info })}\n`;
}

/** The program keeps the answer in its home. */
function keepUsage(world: World, home: string): void {
	const file = join(home, ".claude.json");
	const known = JSON.parse(world.disk.read(file) ?? "{}") as Record<string, unknown>;
	const { provider, timeline } = world;
	const windows = provider.windows(world.accountOf(home)).map((w) => {
		const resetsAt = new Date(provider.resetsAt(w) * 1000).toISOString();
		return [w.name, { utilization: Math.floor(w.used * 100), resets_at: resetsAt }] as const;
	});
	const usage = { fetchedAtMs: timeline.wall(), utilization: Object.fromEntries(windows) };
	world.disk.put(file, JSON.stringify({ ...known, cachedUsageUtilization: usage }));
}
