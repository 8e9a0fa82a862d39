import { beforeEach, describe, expect, it } from "vitest";
import { MemoryDisk } from "./memory-disk.ts";

let disk: MemoryDisk;

beforeEach(() => {
	disk = new MemoryDisk(() => 1000);
	disk.put("/home/tree/file", "first");
	expect(disk.read("/home/tree/file")).toBe("first");
});

const files = () => disk.files({ effect: async (_, act) => act(), look: async (act) => act() });

describe("a path that was walked before", () => {
	it("leads to what lies there now", () => {
		disk.put("/home/tree/file", "second");
		expect(disk.read("/home/tree/file")).toBe("second");
		disk.remove("/home/tree/file");
		expect(disk.read("/home/tree/file")).toBe(null);
	});

	it("leads nowhere once a folder on its way was moved away, and to another that comes there", async () => {
		await files().rename("/home/tree", "/home/moved");
		expect(disk.read("/home/tree/file")).toBe(null);
		expect(disk.read("/home/moved/file")).toBe("first");
		disk.put("/home/tree/file", "of another");
		expect(disk.read("/home/tree/file")).toBe("of another");
	});

	it("leads nowhere once a folder on its way was removed", () => {
		disk.remove("/home");
		expect(disk.read("/home/tree/file")).toBe(null);
	});

	it("follows a link on its way to where that was turned", () => {
		disk.put("/other/file", "of another");
		disk.link("/home/tree", "/way");
		expect(disk.read("/way/file")).toBe("first");
		disk.link("/other", "/way");
		expect(disk.read("/way/file")).toBe("of another");
	});

	it("follows a link that took the place of its last name, or keeps it, as it is asked", async () => {
		disk.put("/other/file", "of another");
		disk.link("/other/file", "/home/tree/file");
		expect(disk.read("/home/tree/file")).toBe("of another");
		expect(await files().readlink("/home/tree/file")).toBe("/other/file");
	});

	it("is the link itself, also where the link leads back to its own folder", async () => {
		disk.link(".", "/home/tree/tree");
		expect(disk.list("/home/tree/tree")).toEqual(["file", "tree"]);
		expect(await files().readlink("/home/tree/tree")).toBe(".");
		expect(disk.isFolder("/")).toBe(true);
		expect(disk.isFolder("/home/tree/..")).toBe(true);
		expect(disk.isFolder("/home/tree/..")).toBe(true);
	});
});
