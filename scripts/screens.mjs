// Writes docs/screens: what the control room looks like, drawn from an afternoon that is always the same.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundle } from "./lib/bundle.mjs";
import { inRoot, root } from "./lib/paths.mjs";

const outdir = mkdtempSync(join(tmpdir(), "screens-"));
try {
	await bundle({ root, entries: { screens: "test/ui/tui/screens/main.tsx" }, outdir });
	const env = { PATH: process.env.PATH, TZ: "UTC", LANG: "C.UTF-8" };
	const said = execFileSync(process.execPath, [join(outdir, "screens.js")], { env });
	const screens = JSON.parse(said.toString("utf8"));
	for (const folder of new Set(screens.map(([file]) => dirname(file)))) {
		rmSync(inRoot(join("docs/screens", folder)), { recursive: true, force: true });
		mkdirSync(inRoot(join("docs/screens", folder)), { recursive: true });
	}
	for (const [file, text] of screens) writeFileSync(inRoot(join("docs/screens", file)), text);
} finally {
	rmSync(outdir, { recursive: true, force: true });
}
