import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dialogKinds } from "../../src/ui/tui/dialogs/box.ts";
import { panes } from "../../src/ui/tui/layout.ts";
import { allScreens } from "../ui/tui/screens/draw.tsx";
import { scripts } from "../ui/tui/screens/scripts.ts";
import { projectRoot } from "./lab.ts";

const folder = join(projectRoot, "docs", "screens");

test("every view and every dialog has a screen", () => {
	expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...panes, ...dialogKinds]));
});

test("docs/screens shows what the control room shows; `npm run screens` writes it", async () => {
	const drawn = await allScreens();
	const kept = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
		name.endsWith(".txt"),
	);
	expect(kept.sort()).toEqual([...drawn.keys()].sort());
	for (const [file, text] of drawn) {
		expect(readFileSync(join(folder, file), "utf8"), file).toBe(text);
	}
}, 120_000);
