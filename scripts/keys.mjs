// Writes docs/keys.md from the keymap of the control room.
import { writeFileSync } from "node:fs";
import { keysPage } from "./lib/keys-page.mjs";

writeFileSync(new URL("../docs/keys.md", import.meta.url), keysPage());
