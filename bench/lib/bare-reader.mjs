// The least that a program can do to know all statuslines: once a second it looks which of them changed, and reads
// those. Words: the files.
import { lstatSync, readFileSync } from "node:fs";

const files = process.argv.slice(2);
const seen = new Map();

setInterval(() => {
	for (const file of files) {
		const at = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs;
		if (at === undefined || seen.get(file) === at) continue;
		seen.set(file, at);
		JSON.parse(readFileSync(file, "utf8"));
	}
}, 1_000);

// It ends with whoever started it.
process.stdin.on("end", () => process.exit()).resume();
