import { basename, join } from "node:path";
import type { LinkFinding } from "../../links/inspect.ts";
import { compareFiles, readTree, type Tree } from "./tree.ts";
import type { MigrationConflict, MigrationStep } from "./types.ts";

/** What homes before this one will put into the shared tree: final place → where it is now. */
export type Claims = Map<string, string>;

interface Assessed {
	readonly steps: readonly MigrationStep[];
	readonly conflicts: readonly MigrationConflict[];
}

/** Steps for all real directories of one home; none when there is any conflict. Adds to `claims`. */
export async function assessHome(
	findings: readonly LinkFinding[],
	claims: Claims,
	stamp: string,
): Promise<Assessed> {
	const conflicts: MigrationConflict[] = [];
	const steps: MigrationStep[] = [];
	const wanted: Claims = new Map();
	for (const finding of findings) {
		const assessed = await assessDirectory(finding, claims, wanted);
		conflicts.push(...assessed.conflicts);
		steps.push(...stepsFor(finding, assessed, stamp));
	}
	if (conflicts.length > 0) return { steps: [], conflicts };
	for (const [place, source] of wanted) claims.set(place, source);
	return { steps, conflicts };
}

interface DirectoryAssessment {
	readonly conflicts: readonly MigrationConflict[];
	readonly files: number;
	readonly bytes: number;
	readonly intoNothing: boolean;
}

async function assessDirectory(
	finding: LinkFinding,
	claims: Claims,
	wanted: Claims,
): Promise<DirectoryAssessment> {
	const { home, path, expected } = finding;
	const [own, shared] = [await readTree(path), await readTree(expected)];
	const conflicts = unmovable(own, shared).map(([name, why]): MigrationConflict => {
		return { home, path: join(path, name), other: join(expected, name), why };
	});
	const elsewhere = conversationPlaces(finding, shared, claims);
	const there = new Set(shared.files.map((file) => file.name));
	let files = 0;
	let bytes = 0;
	for (const { name, size } of own.files) {
		const from = join(path, name);
		const to = join(expected, name);
		const conflict = await conflictOf(from, to, claims, elsewhere);
		if (conflict !== null) conflicts.push({ home, path: from, ...conflict });
		if (conflict !== null || claims.has(to)) continue;
		wanted.set(to, from);
		if (there.has(name)) continue;
		files += 1;
		bytes += size;
	}
	const intoNothing = shared.files.length === 0 && shared.odd.length === 0;
	return { conflicts, files, bytes, intoNothing };
}

function unmovable(own: Tree, shared: Tree): readonly (readonly [string, string])[] {
	const taken = new Set([...shared.files.map(({ name }) => name), ...shared.odd]);
	return [
		...own.odd.map((name) => {
			return [name, "it is neither a file nor a directory; remove it, or move it by hand"] as const;
		}),
		...own.directories
			.filter((name) => taken.has(name))
			.map((name) => [name, "one is a directory and the other is not; rename one"] as const),
	];
}

type Clash = { readonly other: string; readonly why: string };

async function conflictOf(
	from: string,
	to: string,
	claims: Claims,
	elsewhere: ReadonlyMap<string, string>,
): Promise<Clash | null> {
	const taken = claims.get(to) ?? to;
	if ((await compareFiles(from, taken)) === "different") {
		return { other: taken, why: "both have this name and another content; keep one of them" };
	}
	const twin = elsewhere.get(basename(from));
	if (twin === undefined || twin === to) return null;
	const why = "the same conversation lies in two places; keep the one that goes on";
	return { other: claims.get(twin) ?? twin, why };
}

/** Final places of the conversations that are, or will be, in the shared tree: by their file name. */
function conversationPlaces(
	finding: LinkFinding,
	shared: Tree,
	claims: Claims,
): ReadonlyMap<string, string> {
	if (finding.name !== "projects") return new Map();
	const places = [
		...shared.files.map(({ name }) => join(finding.expected, name)),
		...[...claims.keys()].filter((place) => place.startsWith(`${finding.expected}/`)),
	];
	const transcripts = places.filter((place) => /\/[0-9a-f-]{36}\.jsonl$/i.test(place));
	return new Map(transcripts.map((place) => [basename(place), place]));
}

function stepsFor(
	finding: LinkFinding,
	assessed: DirectoryAssessment,
	stamp: string,
): readonly MigrationStep[] {
	const { home, path, expected } = finding;
	const backup = `${path}.before-claude-failover-${stamp}`;
	const { files, bytes, intoNothing } = assessed;
	const place = { home, from: path, shared: expected };
	return [
		{ kind: intoNothing ? "move" : "merge", ...place, to: expected, files, bytes },
		{ kind: "backup", ...place, to: backup, files: 0, bytes: 0 },
		{ kind: "link", ...place, to: expected, files: 0, bytes: 0 },
	];
}
