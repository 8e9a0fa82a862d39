import { VERSION } from "./version.ts";

/** How long an open handle may keep the process alive after its work is done. */
const LINGER_MS = 2000;

// A reader that has seen enough (`… | head`) or a closed terminal is no failure. What runs for long
// listens to SIGTERM and stops in order.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code === "ERR_STREAM_DESTROYED") return;
	if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
	if (process.listenerCount("SIGTERM") === 0) process.exit();
	// Not by a real signal: that would come when nobody may listen any more.
	process.emit("SIGTERM", "SIGTERM");
});

const words = process.argv.slice(2);
if (words.length === 1 && words[0] === "--version") process.stdout.write(`${VERSION}\n`);
else {
	const [{ runProgram }, { processIo }] = await Promise.all([
		import("./ui/cli/main.ts"),
		import("./ui/cli/io.ts"),
	]);
	process.exitCode = await runProgram(words, processIo());
}
setTimeout(() => process.exit(), LINGER_MS).unref();
