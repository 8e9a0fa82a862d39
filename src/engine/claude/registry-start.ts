import { join } from "node:path";
import { z } from "zod";
import type { Files } from "../ports/files.ts";
import { number, parseJson } from "./lenient.ts";
import { readBounded } from "./read-bounded.ts";

const maxBytes = 256 * 1024;

const wire = z.looseObject({ startedAt: number });

/** When a process that a home lists says that it was started (epoch ms, seen on 2.1.330); `null`: it does not say. */
export async function startOf(files: Files, home: string, pid: number): Promise<number | null> {
	const read = await readBounded(files, join(home, "sessions", `${pid}.json`), maxBytes);
	const parsed = wire.safeParse(read.ok ? parseJson(read.text) : null);
	return parsed.success ? parsed.data.startedAt : null;
}
