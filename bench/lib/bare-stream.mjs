// The least that fans events out: a bare node:http server on a unix socket that writes each to every reader.
// Words: the socket, events a second, their bytes. Begins with the first line on its input.
import { createServer } from "node:http";

const [socket, rate, bytes] = process.argv.slice(2);
const readers = new Set();
const filler = "x".repeat(Number(bytes));
let seq = 0;
let begun = 0;

createServer((_request, response) => {
	response.writeHead(200, { "Content-Type": "text/event-stream" });
	response.write(":\n\n");
	readers.add(response);
	response.on("close", () => readers.delete(response));
}).listen(socket, () => process.stdout.write("ready\n"));

process.stdin.once("data", () => {
	begun = performance.now();
	setInterval(() => {
		const due = ((performance.now() - begun) / 1000) * Number(rate);
		while (seq < due) {
			seq += 1;
			const data = `{"seq":${seq},"at":${Date.now()},"event":"${filler}"}`;
			for (const one of readers) one.write(`id: ${seq}\ndata: ${data}\n\n`);
		}
	}, 2);
});

// It ends with whoever started it.
process.stdin.on("end", () => process.exit()).resume();
