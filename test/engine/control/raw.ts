import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Called, Place } from "./call.ts";

/** A connection on which a test writes bytes of its own, and all that came back so far. */
export interface Raw {
	readonly socket: Socket;
	readonly text: () => string;
	/** Resolves when the other side has cut it. */
	readonly cut: Promise<unknown>;
}

export async function connectRaw(place: Place): Promise<Raw> {
	const socket =
		typeof place === "string"
			? connect({ path: place, allowHalfOpen: true })
			: connect({ ...place, allowHalfOpen: true });
	let text = "";
	socket
		.on("error", () => {})
		.on("data", (chunk) => {
			text += chunk.toString("latin1");
		});
	const cut = new Promise((resolve) => socket.once("end", resolve).once("close", resolve));
	await once(socket, "connect");
	return { socket, text: () => text, cut };
}

/** Sends these bytes, never hangs up, and gives all that came back until the other side did. */
export async function sendRaw(place: Place, bytes: string): Promise<string> {
	const { socket, text, cut } = await connectRaw(place);
	socket.write(bytes);
	await cut;
	socket.destroy();
	return text();
}

/** The one answer in what came back. */
export function parseAnswer(text: string): Called {
	const [head = "", body = ""] = text.split("\r\n\r\n", 2);
	const [first = "", ...lines] = head.split("\r\n");
	const pairs = lines.map((line) => line.split(": ", 2) as [string, string]);
	const headers = Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
	return { status: Number(first.split(" ")[1]), headers, body: JSON.parse(body) };
}
