import { join } from "node:path";
import { expect, test } from "vitest";
import { inertOptions } from "../../../src/engine/config/inert.ts";
import { loadConfig, loadConfigText } from "../../../src/engine/config/load.ts";
import { SOUND } from "./read.ts";

const data = join(import.meta.dirname, "../../data");
const load = (file: string) => {
	const loaded = loadConfig(file, { env: { HOME: "/home/op" }, home: "/home/op" });
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	return loaded.config;
};

test("no option of the origin does nothing", () => {
	expect(inertOptions(load(join(data, "origin-config.yaml")))).toEqual([]);
});

test("a configuration of defaults has none", () => {
	expect(inertOptions(load(join(data, "../../config.example.yaml")))).toEqual([]);
});

test("quiet hours are named while no sink keeps them", () => {
	const text = `${SOUND}notify: { quiet_hours: 22:00-07:00 }\n`;
	const loaded = loadConfigText(text, "config.yaml", {
		env: { HOME: "/home/op" },
		home: "/home/op",
	});
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	expect(inertOptions(loaded.config)).toEqual(["notify.quiet_hours"]);
});
