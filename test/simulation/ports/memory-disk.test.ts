import { beforeEach, describe, expect, it } from "vitest";
import type { Files } from "../../../src/engine/ports/files.ts";
import { MemoryDisk } from "./memory-disk.ts";

let now: number;
let disk: MemoryDisk;
let passed: string[];
let files: Files;

beforeEach(() => {
	now = 1000;
	disk = new MemoryDisk(() => now);
	passed = [];
	files = disk.files({
		effect: async (name, act) => {
			passed.push(name);
			return act();
		},
		look: async (act) => {
			passed.push("look");
			return act();
		},
	});
	disk.put("/home/file", "old");
});

const code = (promise: Promise<unknown>): Promise<unknown> =>
	promise.then(
		() => "done",
		(error) => error.code,
	);

const KEPT = () => 0.9;
const LOST = () => 0;
const EMPTIED = () => 0.5;

describe("the gate", () => {
	it("is passed once by every call, and reading is told from changing", async () => {
		await files.makeFolder("/home/x/y", 0o700);
		await files.writeDurably("/home/x/z", "z", 0o600);
		await files.readText("/home/x/z");
		await files.isExecutable("/home/none");
		await files.remove("/home/none");
		expect(passed).toEqual([
			"make folder /home/x/y",
			"write /home/x/z durably",
			"look",
			"look",
			"remove /home/none",
		]);
	});

	it("decides whether a call takes place at all", async () => {
		const never = disk.files({ effect: () => new Promise(() => {}), look: async (act) => act() });
		void never.remove("/home/file");
		expect(await never.readText("/home/file")).toBe("old");
	});
});

describe("the time", () => {
	it("of a file is that of its last write, of a folder that of its last change of names", async () => {
		now = 2000;
		await files.write("/home/new", "", 0o600);
		now = 3000;
		disk.append("/home/file", "er");
		await files.chmod("/home/file", 0o600);
		const times = await Promise.all(["/home/file", "/home/new", "/home"].map((p) => files.stat(p)));
		expect(times.map((info) => info.mtimeMs)).toEqual([3000, 2000, 2000]);
	});
});

describe("the simulated programs", () => {
	it("write and read at once, through links, with folders made on the way", () => {
		disk.link("../shared", "/home/link");
		disk.folder("/shared");
		disk.append("/home/link/a/log", "é");
		disk.append("/shared/a/log", "b");
		expect(disk.read("/home/link/a/log")).toBe("éb");
		expect(disk.list("/home/link")).toEqual(["a"]);
		expect(disk.isFolder("/home/link/a")).toBe(true);
	});

	it("find nothing where nothing is", () => {
		disk.link("loop", "/home/loop");
		for (const path of ["/none", "/home/loop", "/home/file/x"]) {
			expect(disk.read(path)).toBeNull();
			expect(disk.list(path)).toEqual([]);
			expect(disk.isFolder(path)).toBe(false);
		}
		expect(disk.read("/home")).toBeNull();
	});

	it("are themselves executable", async () => {
		disk.put("/bin/claude", "");
		expect(await files.isExecutable("/bin/claude")).toBe(true);
	});

	it("may replace a link by another", async () => {
		disk.link("here", "/home/link");
		disk.link("there", "/home/link");
		expect(await files.readlink("/home/link")).toBe("there");
	});
});

describe("a full disk", () => {
	beforeEach(() => {
		disk.full = true;
	});

	it("takes nothing new", async () => {
		const outcomes = [
			files.write("/home/new", "x", 0o600, "fresh"),
			files.copy("/home/file", "/home/copy"),
			files.makeFolder("/home/a/b", 0o700),
			files.symlink("file", "/home/link"),
			files.writeDurably("/home/file", "new", 0o600),
		];
		expect(await Promise.all(outcomes.map(code))).toEqual(Array(5).fill("ENOSPC"));
		expect(await files.freeBytes("/home")).toBe(0);
	});

	it("leaves a durable write's file as it was, and empties one that is simply written", async () => {
		await code(files.writeDurably("/home/file", "new", 0o600));
		expect(disk.read("/home/file")).toBe("old");
		await code(files.write("/home/file", "new", 0o600));
		expect(disk.read("/home/file")).toBe("");
	});

	it("lets names be moved and removed, and folders be that are there", async () => {
		await files.rename("/home/file", "/home/moved");
		await files.remove("/home/moved");
		await files.makeFolder("/home", 0o700);
		expect(disk.list("/home")).toEqual([]);
	});

	it("takes writes again when there is room", async () => {
		disk.full = false;
		await files.write("/home/new", "x", 0o600);
		expect(disk.read("/home/new")).toBe("x");
	});
});

describe("a loss of power", () => {
	it("takes back, empties or keeps what was written over", async () => {
		const left = [];
		for (const dice of [LOST, EMPTIED, KEPT]) {
			disk.put("/home/file", "old");
			await files.write("/home/file", "newer", 0o600);
			await files.write("/home/file", "newest", 0o600);
			disk.powerLoss(dice);
			left.push([disk.read("/home/file"), (await files.stat("/home/file")).size]);
		}
		expect(left).toEqual([
			["old", 3],
			["", 0],
			["newest", 6],
		]);
	});

	it("takes away a new file or copy, empties or keeps it", async () => {
		const left = [];
		for (const dice of [LOST, EMPTIED, KEPT]) {
			await files.copy("/home/file", "/home/copy");
			disk.powerLoss(dice);
			left.push(disk.read("/home/copy"));
			disk.remove("/home/copy");
		}
		expect(left).toEqual([null, "", "old"]);
	});

	it("takes nothing of what is durable", async () => {
		await files.write("/home/a", "draft", 0o600);
		await files.writeDurably("/home/a", "a", 0o600);
		await files.write("/home/log", "one", 0o600);
		disk.append("/home/log", " two");
		await files.renameDurably("/home/file", "/home/moved");
		disk.powerLoss(LOST);
		expect(disk.list("/home").map((name) => disk.read(`/home/${name}`))).toEqual([
			"a",
			"one two",
			"old",
		]);
	});

	it("undoes renames, the last first, and brings back what they replaced", async () => {
		for (const name of ["a", "b"]) disk.put(`/home/${name}`, name);
		await files.rename("/home/a", "/home/file");
		await files.rename("/home/b", "/home/file");
		disk.powerLoss(LOST);
		expect(["a", "b", "file"].map((name) => disk.read(`/home/${name}`))).toEqual(["a", "b", "old"]);
	});

	it("may leave an empty file under the name that a rename gave it", async () => {
		await files.write("/home/file.tmp", "new", 0o600);
		await files.rename("/home/file.tmp", "/home/file");
		const rolls = [0.9, 0];
		disk.powerLoss(() => rolls.shift() ?? 0);
		expect([disk.read("/home/file"), disk.read("/home/file.tmp")]).toEqual(["", null]);
	});

	it("leaves a rename alone that something durable was built on", async () => {
		await files.rename("/home/file", "/home/moved");
		disk.put("/home/file", "another");
		disk.powerLoss(LOST);
		expect(disk.read("/home/file")).toBe("another");
		expect(disk.read("/home/moved")).toBe("old");
	});

	it("undoes no rename into a folder that was synced since", async () => {
		await files.rename("/home/file", "/home/moved");
		await files.writeDurably("/home/other", "x", 0o600);
		disk.powerLoss(LOST);
		expect(disk.list("/home")).toEqual(["moved", "other"]);
	});

	it("puts nothing back into a folder that was removed, nor a folder into itself", async () => {
		disk.put("/gone/file", "x");
		disk.folder("/a/b");
		await files.rename("/gone/file", "/kept");
		await files.remove("/gone");
		await files.rename("/a/b", "/b");
		await files.rename("/a", "/b/a");
		const rolls = [0.9, 0, 0];
		disk.powerLoss(() => rolls.shift() ?? 0);
		expect(disk.list("/")).toEqual(["b", "home", "kept"]);
		expect(disk.isFolder("/b/a")).toBe(true);
	});

	it("is over once it has happened", async () => {
		await files.write("/home/file", "new", 0o600);
		disk.powerLoss(KEPT);
		disk.powerLoss(LOST);
		expect(disk.read("/home/file")).toBe("new");
	});
});
