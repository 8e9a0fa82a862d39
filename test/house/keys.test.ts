import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keysPage } from "../../scripts/lib/keys-page.mjs";
import { projectRoot } from "./lab.ts";

test("docs/keys.md says what the keymap says; `npm run keys` writes it", () => {
	expect(readFileSync(join(projectRoot, "docs", "keys.md"), "utf8")).toBe(keysPage());
});
