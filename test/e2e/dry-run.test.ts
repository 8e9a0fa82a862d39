import { rename, symlink, unlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import type { Plan } from "../../src/state/client.ts";
import type { Switch } from "../../src/state/model.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { waitFor } from "../support/wait-for.ts";

let stage: Stage;
let daemon: Daemon | null;

beforeEach(async () => {
	daemon = null;
	stage = await setStage({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 2,
		autonomous: 0,
	});
	daemon = await startDaemon(stage);
	await waitFor("all sessions to be idle", async () =>
		(await daemon?.status())?.sessions.every((s) => s.state === "idle"),
	);
});
afterEach(async () => {
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

interface Said {
	readonly code: number;
	readonly err: string;
	readonly plan: Plan;
	readonly switch: Switch | null;
	readonly refused: string | null;
}

async function ccfSwitch(...words: readonly string[]): Promise<Said> {
	const { code, out, err } = await ccf(stage.environment, "switch", ...words, "--json");
	return { code, err, ...(JSON.parse(out) as Omit<Said, "code" | "err">) };
}

const nothingBegan = async (): Promise<void> => {
	const { out } = await ccf(stage.environment, "history", "--json");
	expect(JSON.parse(out).switches).toEqual([]);
	expect((await daemon?.status())?.switch.open).toBeNull();
};

test("the plan of --dry-run is exactly the plan that --yes runs", async () => {
	const dry = await ccfSwitch("--dry-run");
	expect([dry.code, dry.plan.runnable, dry.switch]).toEqual([0, true, null]);
	const run = await ccfSwitch("--yes");
	expect([run.code, run.refused]).toEqual([0, null]);
	expect(run.plan).toEqual(dry.plan);
	expect(run.switch).toMatchObject({ id: dry.plan.id, from: "a", to: dry.plan.to });
	expect(run.switch?.moves.map((m) => m.session)).toEqual(dry.plan.moves.map((m) => m.session));
});

test("when a session left in between, --yes is refused with 4 and names it; the next one plans afresh", async () => {
	const dry = await ccfSwitch("--dry-run", "--to", "b");
	expect(dry.plan.moves.map((m) => m.session)).toEqual(["ccl-0", "ccl-1"]);
	const { socket } = stage.config.tmux;
	const server = { program: "tmux", socket, configFile: "/dev/null" };
	await runTmux(server, ["send-keys", "-t", "=ccl-1:", "/exit", "Enter"], stage.environment);
	await waitFor("ccl-1 to be stopped", async () =>
		(await daemon?.status())?.sessions.some((s) => s.name === "ccl-1" && s.state === "stopped"),
	);
	const refused = await ccfSwitch("--yes", "--to", "b");
	expect([refused.code, refused.switch]).toEqual([4, null]);
	expect(refused.err).toContain("ccl-1 would not move any more (it is stopped)");
	expect(refused.refused).toContain("ccl-1");
	await nothingBegan();
	const next = await ccfSwitch("--yes", "--to", "b");
	expect([next.code, next.switch?.moves.map((m) => m.session)]).toEqual([0, ["ccl-0"]]);
});

test("a precondition that failed in between refuses --yes and --plan alike, with what to do", async () => {
	const dry = await ccfSwitch("--dry-run");
	const link = join(stage.root, "accounts", "b", "projects");
	await rename(link, `${link}.good`);
	await symlink(stage.project, link);
	const exact = await ccfSwitch("--plan", dry.plan.id, "--yes");
	expect([exact.code, exact.refused]).toEqual([4, expect.stringContaining(link)]);
	const dryAgain = await ccfSwitch("--dry-run");
	expect([dryAgain.code, dryAgain.plan.runnable]).toEqual([4, false]);
	const yes = await ccfSwitch("--yes");
	expect([yes.code, yes.err]).toEqual([4, expect.stringContaining(link)]);
	await nothingBegan();
	await unlink(link);
	await rename(`${link}.good`, link);
	// The account may be marked as troubled by now: its home is looked at every half minute.
	const isWell = async () => (await ccfSwitch("--dry-run")).plan.runnable;
	await waitFor("the link to be seen to be right", isWell, 60_000);
	expect((await ccfSwitch("--yes")).code).toBe(0);
});

test("--plan runs the plan of that id, once", async () => {
	const dry = await ccfSwitch("--dry-run", "--session", "ccl-1");
	const run = await ccfSwitch("--plan", dry.plan.id, "--yes");
	expect([run.code, run.plan]).toEqual([0, dry.plan]);
	expect(run.switch?.moves.map((m) => m.session)).toEqual(["ccl-1"]);
	const again = await ccfSwitch("--plan", dry.plan.id, "--yes");
	expect([again.code, again.refused]).toEqual([4, expect.stringContaining("not known")]);
});
