// The least that answers requests: a bare node:http server on a unix socket with a body of the right length for each path.
// Words: the socket, and the lengths by path as JSON. Says a line once it listens.
import { createServer } from "node:http";

const [socket, lengths] = process.argv.slice(2);
const bodies = new Map(
	Object.entries(JSON.parse(lengths)).map(([path, length]) => [path, Buffer.alloc(length, 0x20)]),
);

createServer((request, response) => {
	const body = bodies.get(request.url) ?? Buffer.alloc(0);
	response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
	response.end(body);
}).listen(socket, () => process.stdout.write("ready\n"));

// It ends with whoever started it.
process.stdin.on("end", () => process.exit()).resume();
