import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FileInfo, type Files, systemFiles } from "../../src/engine/ports/files.ts";
import { MemoryDisk } from "../simulation/ports/memory-disk.ts";

/** What a story acts on: `file` and `folder` (with `a`, `b` and `below/c` in it), and a way to name paths. */
interface Scene extends Files {
	at(path: string): string;
	/** What it gave, or the error's code. */
	try(act: Promise<unknown>): Promise<unknown>;
}

type Story = (scene: Scene) => Promise<unknown>;

async function told(promise: Promise<unknown>): Promise<unknown> {
	return promise.then(
		(value) => value ?? "done",
		(error) => error.code,
	);
}

async function scene(files: Files, root: string): Promise<Scene> {
	const at = (path: string): string => join(root, path);
	await files.makeFolder(at("folder/below"), 0o700);
	await files.write(at("file"), "héllo", 0o600);
	for (const name of ["b", "a", "below/c"]) await files.write(at(`folder/${name}`), name, 0o600);
	await files.symlink("nothing", at("dangling"));
	await files.symlink("loop-2", at("loop-1"));
	await files.symlink(at("loop-1"), at("loop-2"));
	await files.symlink("file", at("to-file"));
	await files.symlink(at("folder"), at("to-folder"));
	return { ...files, at, try: told };
}

const STORIES: readonly (readonly [name: string, story: Story, expected: unknown])[] = [
	[
		"a size is in bytes, of a link that of its target",
		async (f) => [(await f.stat(f.at("to-file"))).size, (await f.lstat(f.at("to-file"))).size],
		[6, 4],
	],
	[
		"stat looks through a link, lstat at it",
		async (f) => {
			const [through, itself] = [await f.stat(f.at("to-folder")), await f.lstat(f.at("to-folder"))];
			return [
				through.isDirectory(),
				through.isFile(),
				itself.isDirectory(),
				itself.isSymbolicLink(),
			];
		},
		[true, false, false, true],
	],
	[
		"a path that leads nowhere says why",
		async (f) =>
			Promise.all(
				["nothing", "no/thing", "file/x", "to-file/x", "dangling", "loop-1", "loop-1/x"].map(
					(path) => f.try(f.stat(f.at(path))),
				),
			),
		["ENOENT", "ENOENT", "ENOTDIR", "ENOTDIR", "ENOENT", "ELOOP", "ELOOP"],
	],
	[
		"the times of many are those of each alone, of links themselves, and none for what is not there",
		async (f) => {
			const paths = ["file", "folder", "to-folder", "dangling", "loop-1"].map(f.at);
			const each = await Promise.all(paths.map(async (path) => (await f.lstat(path)).mtimeMs));
			const nowhere = ["nothing", "no/thing", "file/x"].map(f.at);
			const times = await f.changedAt([...paths, ...nowhere]);
			return [JSON.stringify(times.slice(0, 5)) === JSON.stringify(each), times.slice(5)];
		},
		[true, [null, null, null]],
	],
	[
		"what is known of many is what is known of each alone, and nothing of what cannot be looked at",
		async (f) => {
			const paths = ["file", "folder", "to-folder", "dangling", "loop-1"].map(f.at);
			const shown = (info: FileInfo | null) => [info?.isFile(), info?.size, info?.mtimeMs];
			const each = await Promise.all(paths.map(async (path) => shown(await f.lstat(path))));
			const nowhere = ["nothing", "file/x", "loop-1/x"].map(f.at);
			const infos = await f.lstatAll([...paths, ...nowhere]);
			return [
				JSON.stringify(infos.slice(0, 5).map(shown)) === JSON.stringify(each),
				infos.slice(5),
			];
		},
		[true, [null, null, null]],
	],
	[
		"a file was touched no earlier than it was written, also one that got another name",
		async (f) => {
			const [written] = await f.changedAt([f.at("file")]);
			const [touched, ...none] = await f.touchedAt(["file", "nothing", "file/x"].map(f.at));
			return [(touched ?? 0) >= (written ?? 1), none];
		},
		[true, [null, null]],
	],
	[
		"a time that cannot be told for another reason fails",
		async (f) => f.try(f.changedAt([f.at("file"), f.at("loop-1/x")])),
		"ELOOP",
	],
	[
		"many are read as each alone, and one that cannot be opened keeps none of the others",
		async (f) => {
			const paths = ["file", "folder", "to-file", "dangling", "nothing", "file/x", "folder/a"];
			const all = await f.readAll(paths.map(f.at), 6);
			const said = all.map((one) => {
				if (one.kind === "ok") return one.bytes.toString();
				return one.kind === "not-opened" ? one.code : one.kind;
			});
			const [first] = all;
			const time = (await f.stat(f.at("file"))).mtimeMs;
			const small = await f.readAll([f.at("file")], 5);
			return [said, first?.kind === "ok" && first.mtimeMs === time, small[0]?.kind];
		},
		[["héllo", "not-regular", "ELOOP", "ELOOP", "ENOENT", "ENOTDIR", "a"], true, "too-large"],
	],
	[
		"the entries of many folders are those of each, and none where there is no folder",
		async (f) => {
			const all = await f.entriesOfAll(["folder", "nothing", "to-folder/below"].map(f.at));
			return all.map(
				(entries) => entries?.map((e) => `${e.name} ${e.isFile()}`).toSorted() ?? null,
			);
		},
		[["a true", "b true", "below false"], null, ["c true"]],
	],
	[
		"entries of many fail where one is no folder",
		async (f) => f.try(f.entriesOfAll([f.at("folder"), f.at("file")])),
		"ENOTDIR",
	],
	[
		"the empty path is no path",
		async (f) => [await f.try(f.stat("")), await f.try(f.readText(""))],
		["ENOENT", "ENOENT"],
	],
	[
		"readdir gives names, hidden ones and links too",
		async (f) => {
			await f.write(f.at("folder/.hidden"), "", 0o600);
			await f.symlink("a", f.at("folder/link"));
			return (await f.readdir(f.at("to-folder"))).toSorted();
		},
		[".hidden", "a", "b", "below", "link"],
	],
	[
		"readdir of what is no folder fails",
		async (f) => Promise.all(["file", "nothing"].map((path) => f.try(f.readdir(f.at(path))))),
		["ENOTDIR", "ENOENT"],
	],
	[
		"entries tell folders, files and links apart",
		async (f) => {
			await f.symlink("a", f.at("folder/link"));
			const entries = (await f.entries(f.at("folder"))).map(
				(e) => `${e.name} ${e.isFile() ? "file" : e.isDirectory() ? "folder" : "other"}`,
			);
			return entries.toSorted();
		},
		["a file", "b file", "below folder", "link other"],
	],
	[
		"readlink gives the target as it was written",
		async (f) => [
			await f.readlink(f.at("dangling")),
			await f.try(f.readlink(f.at("file"))),
			await f.try(f.readlink(f.at("nothing"))),
		],
		["nothing", "EINVAL", "ENOENT"],
	],
	[
		"realpath follows all links, and fails where they end nowhere",
		async (f) => {
			await f.symlink("../to-folder/below", f.at("folder/around"));
			const found = await f.realpath(f.at("to-folder/around/c"));
			return [
				found === f.at("folder/below/c"),
				await f.try(f.realpath(f.at("dangling"))),
				await f.try(f.realpath(f.at("loop-2"))),
			];
		},
		[true, "ENOENT", "ELOOP"],
	],
	[
		"a text is read as it was written, links followed",
		async (f) => [
			await f.readText(f.at("to-file")),
			await f.readText(f.at("to-folder/below/c")),
			await f.try(f.readText(f.at("folder"))),
			await f.try(f.readText(f.at("dangling"))),
		],
		["héllo", "below/c", "EISDIR", "ENOENT"],
	],
	[
		"readRegular reads no link, no folder and nothing too large",
		async (f) => {
			const read = async (path: string, most: number): Promise<unknown> => {
				const { kind, ...rest } = await f.readRegular(f.at(path), most);
				return "bytes" in rest ? rest.bytes.toString() : kind;
			};
			const paths = ["file", "folder", "to-file", "to-folder", "dangling", "nothing"];
			return [...(await Promise.all(paths.map((p) => f.try(read(p, 6))))), await read("file", 5)];
		},
		["héllo", "not-regular", "ELOOP", "ELOOP", "ELOOP", "ENOENT", "too-large"],
	],
	[
		"readFrom gives the bytes from there on, and the whole size",
		async (f) => {
			const parts = await Promise.all(
				[
					[0, 2],
					[3, 100],
					[6, 5],
					[99, 5],
					[2, 0],
				].map(([start = 0, length = 0]) => f.readFrom(f.at("to-file"), start, length)),
			);
			return parts.map(({ bytes, size }) => `${bytes.toString("latin1")} of ${size}`);
		},
		["h\u00c3 of 6", "llo of 6", " of 6", " of 6", " of 6"],
	],
	[
		"readFrom of an ASCII file gives the same kind of bytes",
		async (f) => {
			await f.write(f.at("ascii"), "0123456789", 0o600);
			const { bytes, size } = await f.readFrom(f.at("ascii"), 7, 2);
			return [bytes.toString(), size, await f.try(f.readFrom(f.at("folder"), 0, 4))];
		},
		["78", 10, "EISDIR"],
	],
	[
		"a program is a file with the right mode",
		async (f) => {
			await f.write(f.at("program"), "", 0o700);
			await f.symlink("program", f.at("to-program"));
			const before = await f.isExecutable(f.at("file"));
			await f.chmod(f.at("to-file"), 0o700);
			const paths = ["program", "to-program", "file", "folder", "nothing", "loop-1"];
			return [before, ...(await Promise.all(paths.map((path) => f.isExecutable(f.at(path)))))];
		},
		[false, true, true, true, true, false, false],
	],
	[
		"there is room on the file system of a path that is there",
		async (f) => [(await f.freeBytes(f.at("to-file"))) > 0, await f.try(f.freeBytes(f.at("no")))],
		[true, "ENOENT"],
	],
	[
		"a write replaces the content and keeps the mode",
		async (f) => {
			await f.write(f.at("file"), "new", 0o700);
			return [await f.readText(f.at("file")), await f.isExecutable(f.at("file"))];
		},
		["new", false],
	],
	[
		"a write goes through a link, even to what is not there yet",
		async (f) => {
			await f.write(f.at("dangling"), "made", 0o600);
			return [await f.readText(f.at("nothing")), await f.readlink(f.at("dangling"))];
		},
		["made", "nothing"],
	],
	[
		"a write fails where no file can be",
		async (f) =>
			Promise.all(
				["folder", "no/x", "file/x", "loop-1"].map((p) => f.try(f.write(f.at(p), "x", 0o600))),
			),
		["EISDIR", "ENOENT", "ENOTDIR", "ELOOP"],
	],
	[
		"a fresh write replaces nothing, not even a link to nothing",
		async (f) => [
			...(await Promise.all(
				["file", "folder", "dangling", "loop-1", "fresh", "no/x"].map((path) =>
					f.try(f.write(f.at(path), "x", 0o600, "fresh")),
				),
			)),
			await f.readText(f.at("fresh")),
			await f.try(f.stat(f.at("nothing"))),
		],
		["EEXIST", "EEXIST", "EEXIST", "EEXIST", "done", "ENOENT", "x", "ENOENT"],
	],
	[
		"a durable write puts a file in place of a file or of a link",
		async (f) => {
			await f.writeDurably(f.at("to-file"), "new", 0o600);
			await f.writeDurably(f.at("folder/d"), "d", 0o600);
			return [
				await f.readText(f.at("to-file")),
				await f.readText(f.at("file")),
				(await f.readdir(f.at("folder"))).toSorted(),
			];
		},
		["new", "héllo", ["a", "b", "below", "d"]],
	],
	[
		"a durable write over a folder fails and leaves its own file behind",
		async (f) => [
			await f.try(f.writeDurably(f.at("folder"), "x", 0o600)),
			await f.try(f.writeDurably(f.at("no/x"), "x", 0o600)),
			await f.readText(f.at("folder.tmp")),
		],
		["EISDIR", "ENOENT", "x"],
	],
	[
		"a new file is put into place where nothing of that name is, and leaves no other behind",
		async (f) => [
			await Promise.all(
				["file", "folder", "dangling", "loop-1", "folder/new", "no/new", "file/new"].map((path) =>
					f.try(f.putNew(f.at(path), "new", 0o640)),
				),
			),
			await Promise.all(["file", "folder/new"].map((path) => f.readText(f.at(path)))),
			(await f.stat(f.at("folder/new"))).mode & 0o777,
			(await f.readdir(f.at("."))).length,
			(await f.readdir(f.at("folder"))).toSorted(),
		],
		[
			["EEXIST", "EEXIST", "EEXIST", "EEXIST", "done", "ENOENT", "ENOTDIR"],
			["héllo", "new"],
			0o640,
			7,
			["a", "b", "below", "new"],
		],
	],
	[
		"of two who put a new file under one name at once, one does",
		async (f) => {
			const both = ["one", "two"].map((text) => f.try(f.putNew(f.at("new"), text, 0o600)));
			return (await Promise.all(both)).toSorted();
		},
		["EEXIST", "done"],
	],
	[
		"a copy has the content and the mode of what was copied",
		async (f) => {
			await f.write(f.at("program"), "run", 0o700);
			await f.copy(f.at("program"), f.at("dangling"));
			await f.copy(f.at("program"), f.at("file"));
			return [
				await f.readText(f.at("nothing")),
				await f.isExecutable(f.at("nothing")),
				await f.isExecutable(f.at("file")),
			];
		},
		["run", true, true],
	],
	[
		"a copy of or onto something else than a file fails; onto itself it changes nothing",
		async (f) => [
			await f.try(f.copy(f.at("folder"), f.at("copy"))),
			await f.try(f.copy(f.at("file"), f.at("folder"))),
			await f.try(f.copy(f.at("nothing"), f.at("copy"))),
			await f.try(f.copy(f.at("file"), f.at("no/copy"))),
			await f.try(f.copy(f.at("file"), f.at("to-file"))),
			await f.readText(f.at("file")),
		],
		["EISDIR", "EISDIR", "ENOENT", "ENOENT", "done", "héllo"],
	],
	[
		"makeFolder makes all that is missing, through links to folders too",
		async (f) => {
			await f.makeFolder(f.at("to-folder/x/y"), 0o700);
			await f.makeFolder(f.at("to-folder"), 0o700);
			await f.makeFolder(f.at("folder/x"), 0o700);
			return [(await f.stat(f.at("folder/x/y"))).isDirectory(), await f.readdir(f.at("folder/x"))];
		},
		[true, ["y"]],
	],
	[
		"makeFolder fails where something else is",
		async (f) =>
			Promise.all(
				[
					"file",
					"to-file",
					"file/x",
					"file/x/y",
					"dangling",
					"dangling/x",
					"dangling/x/y",
					"loop-1",
					"loop-1/x",
				].map((path) => f.try(f.makeFolder(f.at(path), 0o700))),
			),
		["EEXIST", "EEXIST", "ENOTDIR", "ENOTDIR", "ENOENT", "ENOTDIR", "ENOTDIR", "ELOOP", "ELOOP"],
	],
	[
		"a link replaces nothing",
		async (f) => [
			...(await Promise.all(
				["file", "folder", "dangling", "no/link"].map((path) => f.try(f.symlink("x", f.at(path)))),
			)),
			await f.try(f.symlink("", f.at("empty"))),
		],
		["EEXIST", "EEXIST", "EEXIST", "ENOENT", "ENOENT"],
	],
	[
		"a relative link starts at its own folder, `..` at the folder that a link led to",
		async (f) => {
			await f.symlink("../file", f.at("folder/up"));
			await f.symlink("folder/below", f.at("deep"));
			return [await f.readText(f.at("to-folder/up")), await f.readText(`${f.at("deep")}/../a`)];
		},
		["héllo", "a"],
	],
	[
		"chmod of nothing fails",
		async (f) => Promise.all(["no", "dangling"].map((p) => f.try(f.chmod(f.at(p), 0o600)))),
		["ENOENT", "ENOENT"],
	],
	[
		"a rename replaces a file, and a link itself",
		async (f) => {
			await f.rename(f.at("folder/a"), f.at("to-file"));
			await f.rename(f.at("dangling"), f.at("folder/b"));
			return [
				await f.readText(f.at("to-file")),
				await f.readText(f.at("file")),
				await f.readlink(f.at("folder/b")),
				(await f.readdir(f.at("folder"))).toSorted(),
			];
		},
		["a", "héllo", "nothing", ["b", "below"]],
	],
	[
		"a renamed folder keeps what is in it and replaces an empty one",
		async (f) => {
			await f.makeFolder(f.at("empty"), 0o700);
			await f.rename(f.at("folder/below"), f.at("empty"));
			const place = await f.realpath(f.at("empty/c"));
			return [place === f.at("empty/c"), await f.readText(`${f.at("empty")}/../file`)];
		},
		[true, "héllo"],
	],
	[
		"a renamed file keeps its time",
		async (f) => {
			const before = (await f.stat(f.at("file"))).mtimeMs;
			await f.renameDurably(f.at("file"), f.at("folder/file"));
			return (await f.stat(f.at("folder/file"))).mtimeMs === before;
		},
		true,
	],
	[
		"a rename that cannot be fails",
		async (f) => {
			await f.makeFolder(f.at("empty"), 0o700);
			const renames: [string, string][] = [
				["nothing", "x"],
				["file", "folder"],
				["file", "empty"],
				["folder", "file"],
				["folder", "to-file"],
				["empty", "folder"],
				["folder", "folder/below/x"],
				["folder/below", "folder"],
				["file", "no/x"],
				["folder/a", "file/x"],
				["folder", "folder"],
			];
			const outcomes: unknown[] = [];
			for (const [from, to] of renames)
				outcomes.push(await f.try(f.renameDurably(f.at(from), f.at(to))));
			return outcomes;
		},
		[
			"ENOENT",
			"EISDIR",
			"EISDIR",
			"ENOTDIR",
			"ENOTDIR",
			"ENOTEMPTY",
			"EINVAL",
			"ENOTEMPTY",
			"ENOENT",
			"ENOTDIR",
			"done",
		],
	],
	[
		"remove takes a folder with all that is in it, and of a link only the link",
		async (f) => {
			for (const path of ["to-folder", "dangling", "loop-1"]) await f.remove(f.at(path));
			const kept = (await f.readdir(f.at("folder"))).toSorted();
			await f.remove(f.at("folder"));
			return [kept, (await f.readdir(f.at("."))).toSorted()];
		},
		[
			["a", "b", "below"],
			["file", "loop-2", "to-file"],
		],
	],
	[
		"remove of what is not there is fine, unless a file or a loop is on the way",
		async (f) =>
			Promise.all(["no", "no/x", "file/x", "loop-1/x"].map((path) => f.try(f.remove(f.at(path))))),
		["done", "done", "ENOTDIR", "ELOOP"],
	],
];

const WORLDS: readonly (readonly [name: string, scene: () => Promise<Scene>])[] = [
	["the machine", () => scene(systemFiles, mkdtempSync(join(realpathSync(tmpdir()), "files-")))],
	[
		"memory",
		async () => {
			const through = async <T>(act: () => T): Promise<T> => act();
			const disk = new MemoryDisk(() => 1_000_000);
			disk.folder("/tmp/files");
			return scene(disk.files({ effect: (_, act) => through(act), look: through }), "/tmp/files");
		},
	],
];

describe.each(WORLDS)("files of %s", (_, make) => {
	it.each(STORIES)("%s", async (_name, story, expected) => {
		expect(await story(await make())).toEqual(expected);
	});
});
