import {
	chmodSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeLink } from "../../../src/engine/links/describe.ts";
import { ensureLinks } from "../../../src/engine/links/ensure.ts";
import { inspectLinks } from "../../../src/engine/links/inspect.ts";
import { systemFiles } from "../../../src/engine/ports/files.ts";
import { twoHomes } from "./homes.ts";

const DEFAULT_NAMES = ["projects", "file-history", "session-env", "tasks", "todos", "plans"];
type World = ReturnType<typeof twoHomes>;

/** What the operator may find at one name of home b, made by hand. */
const STATES: readonly {
	/** Its row in the table of the link manager. */
	readonly row: string;
	readonly story: string;
	readonly make: (world: World) => void;
	readonly state: (world: World) => object;
	readonly says: RegExp;
}[] = [
	{
		row: "divergent",
		story: "a link to another place",
		make: ({ b }) => {
			mkdirSync(join(b, "..", "old"));
			symlinkSync(join(b, "..", "old"), join(b, "projects"));
		},
		state: ({ b }) => ({ kind: "divergent", target: join(b, "..", "old") }),
		says: /is a link to \S+\/old, not to \S+\/shared\/projects, so that .* ln -sfn \S+\/shared\/projects \S+\/b\/projects$/,
	},
	{
		row: "divergent",
		story: "a relative link to another place",
		make: ({ b }) => {
			mkdirSync(join(b, "..", "old"));
			symlinkSync("../old", join(b, "projects"));
		},
		state: ({ b }) => ({ kind: "divergent", target: join(b, "..", "old") }),
		says: /is a link to \S+\/old, not to/,
	},
	{
		row: "regular file",
		story: "a regular file",
		make: ({ b }) => writeFileSync(join(b, "projects"), "mine"),
		state: () => ({ kind: "not-a-link", what: "file", empty: false }),
		says: /is a file where a link .* belongs\. Move it away/,
	},
	{
		row: "directory",
		story: "a directory with conversations in it",
		make: ({ b }) => mkdirSync(join(b, "projects", "-srv-app"), { recursive: true }),
		state: () => ({ kind: "not-a-link", what: "directory", empty: false }),
		says: /is a directory of its own where .* `claude-failover doctor --fix` shows a plan/,
	},
	{
		row: "directory",
		story: "an empty directory",
		make: ({ b }) => mkdirSync(join(b, "projects")),
		state: () => ({ kind: "not-a-link", what: "directory", empty: true }),
		says: /is an empty directory where/,
	},
	{
		row: "dangling",
		story: "a link to nothing",
		make: ({ b }) => symlinkSync("/nowhere/at all", join(b, "projects")),
		state: () => ({ kind: "dangling", target: "/nowhere/at all", ours: false }),
		says: /which does not exist, so that nothing can be written there/,
	},
	{
		row: "loop",
		story: "a link to itself",
		make: ({ b }) => symlinkSync("projects", join(b, "projects")),
		state: ({ b }) => ({ kind: "loop", target: join(b, "projects") }),
		says: /leads back to itself/,
	},
	{
		row: "loop",
		story: "a link in a circle through the shared tree",
		make: ({ b, shared }) => {
			mkdirSync(shared);
			symlinkSync(join(b, "projects"), join(shared, "projects"));
			symlinkSync(join(shared, "projects"), join(b, "projects"));
		},
		state: ({ shared }) => ({ kind: "loop", target: join(shared, "projects") }),
		says: /leads back to itself/,
	},
	{
		row: "wrong target",
		story: "the right link, to a file",
		make: ({ b, shared }) => {
			mkdirSync(shared);
			writeFileSync(join(shared, "projects"), "");
			symlinkSync(join(shared, "projects"), join(b, "projects"));
		},
		state: () => ({ kind: "target-not-a-directory" }),
		says: /\/shared\/projects, where \S+\/b\/projects must lead, is no directory/,
	},
	{
		row: "wrong target",
		story: "no link yet, to a shared root that is a file",
		make: ({ shared }) => writeFileSync(shared, ""),
		state: () => ({ kind: "target-not-a-directory" }),
		says: /is no directory\. Move what is there away/,
	},
	{
		row: "wrong target",
		story: "no link yet, to a shared directory that is a link to nothing",
		make: ({ shared }) => {
			mkdirSync(shared);
			symlinkSync("gone", join(shared, "projects"));
		},
		state: () => ({ kind: "target-not-a-directory" }),
		says: /is no directory\. Move what is there away/,
	},
	{
		row: "no home",
		story: "no home at all",
		make: ({ b }) => rmSync(b, { recursive: true }),
		state: () => ({ kind: "no-home" }),
		says: /Log in there first: CLAUDE_CONFIG_DIR=\S+\/b claude auth login/,
	},
];

/** Everything in the homes, so that a test can prove that nothing was changed. */
function everything({ a, b, shared }: World): readonly string[] {
	return [a, b, shared].flatMap((dir) => {
		try {
			return readdirSync(dir, { recursive: true }).map((name) => {
				const path = join(dir, String(name));
				const entry = lstatSync(path);
				return entry.isSymbolicLink() ? `${path} -> ${readlinkSync(path)}` : path;
			});
		} catch {
			return [];
		}
	});
}

describe("T11: homes without links (missing → created)", () => {
	it("get all of the default list, and the shared directories with them, for the owner only", async () => {
		const world = twoHomes();
		const result = await ensureLinks(systemFiles, world.scope);
		expect(result).toMatchObject({ kind: "ok", left: [] });
		for (const name of DEFAULT_NAMES) {
			expect(readlinkSync(join(world.a, name))).toBe(join(world.shared, name));
			expect(readlinkSync(join(world.b, name))).toBe(join(world.shared, name));
			expect(statSync(join(world.shared, name)).mode & 0o777).toBe(0o700);
		}
		expect(statSync(world.shared).mode & 0o777).toBe(0o700);
	});

	it("are left alone the second time", async () => {
		const world = twoHomes();
		await ensureLinks(systemFiles, world.scope);
		const before = everything(world);
		expect(await ensureLinks(systemFiles, world.scope)).toEqual({
			kind: "ok",
			created: [],
			left: [],
		});
		expect(everything(world)).toEqual(before);
	});

	it("are reported as missing by the inspection, which changes nothing", async () => {
		const world = twoHomes();
		const findings = await inspectLinks(systemFiles, world.scope);
		expect(findings.map(({ state }) => state.kind)).toEqual(Array(12).fill("missing"));
		expect(findings.filter(({ required }) => required)).toHaveLength(6);
		expect(everything(world)).toEqual([]);
	});
});

describe.each(STATES)("T11: a home that has $story ($row → refused)", ({ make, state, says }) => {
	it("is told what, why and what next, and no home is changed", async () => {
		const world = twoHomes();
		make(world);
		const before = everything(world);
		const result = await ensureLinks(systemFiles, world.scope);
		if (result.kind !== "refused") throw new Error("not refused");
		const finding = result.findings.find(
			({ home, name }) => home === world.b && name === "projects",
		);
		expect(finding).toMatchObject({ home: world.b, required: true, state: state(world) });
		expect(finding && describeLink(finding)).toMatch(says);
		expect(result.created).toEqual([]);
		expect(everything(world)).toEqual(before);
	});
});

describe("T11: links that are right in their own way (→ left as they are)", () => {
	it("may be relative, or lead through another link", async () => {
		const world = twoHomes();
		mkdirSync(join(world.shared, "projects"), { recursive: true });
		symlinkSync("../shared/projects", join(world.a, "projects"));
		symlinkSync(world.shared, join(world.a, "..", "way"));
		symlinkSync(join(world.a, "..", "way", "projects"), join(world.b, "projects"));
		const findings = await inspectLinks(systemFiles, world.scope);
		const projects = findings.filter(({ name }) => name === "projects");
		expect(projects.map(({ state }) => state.kind)).toEqual(["ok", "ok"]);
	});

	it("may wait for a shared directory that is not there yet", async () => {
		const world = twoHomes();
		symlinkSync(join(world.shared, "projects"), join(world.a, "projects"));
		const [first] = await inspectLinks(systemFiles, world.scope);
		expect(first?.state).toMatchObject({ kind: "dangling", ours: true });
		expect(await ensureLinks(systemFiles, world.scope)).toMatchObject({ kind: "ok" });
		expect(statSync(join(world.a, "projects")).isDirectory()).toBe(true);
	});
});

describe("T11: several problems at once (→ all named)", () => {
	it("are all named, for all homes", async () => {
		const world = twoHomes();
		writeFileSync(join(world.a, "projects"), "x");
		mkdirSync(join(world.a, "session-env"));
		symlinkSync("/nowhere", join(world.b, "file-history"));
		const result = await ensureLinks(systemFiles, world.scope);
		const named = result.kind === "refused" ? result.findings.map(({ path }) => path) : [];
		expect(named).toEqual([
			join(world.a, "projects"),
			join(world.a, "session-env"),
			join(world.b, "file-history"),
		]);
	});

	it("with an optional link are reported, and do not hold up the others", async () => {
		const world = twoHomes();
		mkdirSync(join(world.a, "plans", "mine"), { recursive: true });
		const result = await ensureLinks(systemFiles, world.scope);
		if (result.kind !== "ok") throw new Error("refused");
		expect(result.left.map(({ path }) => path)).toEqual([join(world.a, "plans")]);
		expect(result.created).toHaveLength(11);
		expect(readdirSync(join(world.a, "plans"))).toEqual(["mine"]);
	});
});

describe("T11: a home that changes between the look at its links and the making of one (swapped → refused, kept)", () => {
	it.each([
		["a directory", (path: string) => mkdirSync(join(path, "-srv-app"), { recursive: true })],
		["a file", (path: string) => writeFileSync(path, "mine")],
		["a link to elsewhere", (path: string) => symlinkSync("../elsewhere", path)],
	])("keeps %s that came there, and the switch is refused", async (_, swap) => {
		const world = twoHomes();
		const path = join(world.b, "projects");
		const result = await ensureLinks(systemFiles, world.scope, { checked: async () => swap(path) });
		if (result.kind !== "refused") throw new Error("not refused");
		expect(result.findings.map((finding) => finding.path)).toEqual([path]);
		const entry = lstatSync(path);
		if (entry.isSymbolicLink()) expect(readlinkSync(path)).toBe("../elsewhere");
		else if (entry.isFile()) expect(readFileSync(path, "utf8")).toBe("mine");
		else expect(readdirSync(path)).toEqual(["-srv-app"]);
	});

	it.each([
		["a link to elsewhere", "../elsewhere"],
		["a link to itself", "projects"],
	])("leaves a right link alone that was swapped for %s, and refuses", async (_, target) => {
		const world = twoHomes();
		await ensureLinks(systemFiles, world.scope);
		rmSync(join(world.a, "plans"));
		const path = join(world.b, "projects");
		const checked = async () => {
			rmSync(path);
			symlinkSync(target, path);
		};
		const result = await ensureLinks(systemFiles, world.scope, { checked });
		if (result.kind !== "refused") throw new Error("not refused");
		expect(result.findings.map((finding) => finding.path)).toEqual([path]);
		expect(readlinkSync(path)).toBe(target);
	});

	it("is content when another hand made the right link meanwhile", async () => {
		const world = twoHomes();
		const path = join(world.b, "projects");
		const checked = async () => symlinkSync(join(world.shared, "projects"), path);
		const result = await ensureLinks(systemFiles, world.scope, { checked });
		expect(result.kind).toBe("ok");
		expect(result.created).not.toContain(path);
	});

	it("is refused when it went away", async () => {
		const world = twoHomes();
		const checked = async () => renameSync(world.b, `${world.b}.away`);
		const result = await ensureLinks(systemFiles, world.scope, { checked });
		const kinds = result.kind === "refused" ? result.findings.map(({ state }) => state.kind) : [];
		expect(kinds).toEqual(["no-home", "no-home", "no-home"]);
	});
});

describe.skipIf(process.getuid?.() === 0)("T11: a home that may not be looked at (→ told)", () => {
	it("is reported with the reason", async () => {
		const world = twoHomes();
		chmodSync(world.b, 0o000);
		const findings = await inspectLinks(systemFiles, world.scope);
		chmodSync(world.b, 0o700);
		expect(findings.at(-1)?.state).toEqual({ kind: "unreadable", code: "EACCES" });
	});
});
