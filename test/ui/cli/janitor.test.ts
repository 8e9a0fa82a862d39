import { expect, test } from "vitest";
import type { Tidying } from "../../../src/state/tidying.ts";
import { cli, daemon } from "./run-cli.ts";

const DAY = 86_400_000;
const ITEMS: readonly Tidying[] = [
	{
		kind: "done",
		name: "/srv/app/.agent-queue/done/one.md",
		path: "/srv/app/.agent-queue/done/one.md",
		project: "/srv/app",
		to: "/srv/app/.agent-queue/done/archive/2026-12/one.md",
		task: null,
		why: "ended over 30d ago",
		ageMs: 31 * DAY,
	},
	{
		kind: "pane",
		name: "ccl-auto-77",
		pane: "%3",
		session: "ccl-auto-77",
		why: "its session is no longer in the pool",
		ageMs: null,
	},
];

test("janitor --dry-run shows each thing with its age and reason, and does nothing", async () => {
	await using running = await daemon();
	running.fixture.tidying = {
		items: ITEMS,
		troubles: [{ what: "done/ is a link\u001b[31m", remedy: "put a folder in its place" }],
	};
	const { code, out } = await cli(["janitor", "--dry-run"], running.env);
	expect([code, running.fixture.tidied]).toEqual([0, 0]);
	expect(out).toMatch(/^archive +31d +ended over 30d ago +\S+one\.md → \S+2026-12\/one\.md$/m);
	expect(out).toMatch(/^remove pane +- +its session is no longer in the pool +ccl-auto-77$/m);
	expect(out).toContain("left to you:\n  done/ is a link");
	expect(out).not.toContain("\u001b");
	expect(out).toMatch(/2 things would be tidied up; nothing was done\n$/);
});

test("janitor does a pass now", async () => {
	await using running = await daemon();
	running.fixture.tidying = { items: ITEMS, troubles: [] };
	const { code, out } = await cli(["janitor"], running.env);
	expect([code, running.fixture.tidied]).toEqual([0, 1]);
	expect(out).toMatch(/2 things tidied up\n$/);
});

test("janitor --json gives what the route gives", async () => {
	await using running = await daemon();
	running.fixture.tidying = { items: ITEMS, troubles: [] };
	const { out } = await cli(["janitor", "--dry-run", "--json"], running.env);
	expect(JSON.parse(out)).toEqual({ schemaVersion: 1, done: false, items: ITEMS, troubles: [] });
});

test("janitor with nothing to do says so", async () => {
	await using running = await daemon();
	expect(await cli(["janitor"], running.env)).toMatchObject({
		code: 0,
		out: "nothing to tidy up\n",
	});
});

test.each([[["janitor"]], [["janitor", "--dry-run"]]])(
	"%j without a daemon ends with 3",
	async (words) => {
		const { code, err } = await cli(words);
		expect(code).toBe(3);
		expect(err).toContain("no daemon answers");
	},
);

const marker = { what: "one.md.dispatched lies beside its file", remedy: "remove the marker" };
const failed = {
	what: "the janitor cannot tidy up in /x (EACCES)",
	remedy: "see",
	failed: true,
} as const;

test.each([
	["0 when all went, and something is left to a person to decide", [marker], 0],
	["1 when something could not be removed", [marker, failed], 1],
] as const)("janitor ends with %s", async (_how, troubles, expected) => {
	await using running = await daemon();
	running.fixture.tidying = { items: ITEMS, troubles };
	for (const words of [["janitor"], ["janitor", "--json"], ["janitor", "--dry-run"]]) {
		expect([words, (await cli(words, running.env)).code]).toEqual([words, expected]);
	}
});
