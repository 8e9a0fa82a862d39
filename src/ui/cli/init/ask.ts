import { createInterface } from "node:readline/promises";
import type { InitIo } from "./io.ts";

/** Asks yes or no; Enter takes the default, an end of input is a no. */
export async function ask(
	question: string,
	fallback: boolean,
	io: Pick<InitIo, "stdin" | "stdout">,
): Promise<boolean> {
	const ended = new AbortController();
	const lines = createInterface({ input: io.stdin, output: io.stdout, terminal: false });
	lines.once("close", () => ended.abort());
	try {
		const hint = fallback ? "[Y/n]" : "[y/N]";
		for (;;) {
			const answer = await lines.question(`${question} ${hint} `, { signal: ended.signal });
			const word = answer.trim().toLowerCase();
			if (word === "") return fallback;
			if (["y", "yes"].includes(word)) return true;
			if (["n", "no"].includes(word)) return false;
		}
	} catch (error) {
		if (ended.signal.aborted) return false;
		throw error;
	} finally {
		lines.close();
	}
}
