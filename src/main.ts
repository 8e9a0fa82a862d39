import { processIo } from "./ui/cli/io.ts";
import { runProgram } from "./ui/cli/main.ts";

/** How long an open handle may keep the process alive after its work is done. */
const LINGER_MS = 2000;

// A reader that has seen enough (`… | head`) or a closed terminal is no failure. What runs for long
// listens to SIGTERM and stops in order.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code === "ERR_STREAM_DESTROYED") return;
	if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
	if (process.listenerCount("SIGTERM") === 0) process.exit();
	process.kill(process.pid, "SIGTERM");
});

process.exitCode = await runProgram(process.argv.slice(2), processIo());
setTimeout(() => process.exit(), LINGER_MS).unref();
