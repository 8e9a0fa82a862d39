import { type FSWatcher, watch } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./wait.ts";

/** Notes when each process of a home is first listed there as idle or at work. */
export class RegistryWatch {
	readonly #folder: string;
	readonly #watcher: FSWatcher;
	readonly #listedAt = new Map<number, number>();

	private constructor(folder: string) {
		this.#folder = folder;
		this.#watcher = watch(folder, (_, name) => void this.#look(name ?? "", Date.now()));
	}

	static async of(home: string): Promise<RegistryWatch> {
		const folder = join(home, "sessions");
		await mkdir(folder, { recursive: true, mode: 0o700 });
		return new RegistryWatch(folder);
	}

	/** When that process was listed (epoch ms). */
	listed(pid: number): Promise<number> {
		const look = (): number | null => this.#listedAt.get(pid) ?? null;
		return until(`process ${pid} to be listed in ${this.#folder}`, look, { everyMs: 5 });
	}

	close(): void {
		this.#watcher.close();
	}

	async #look(name: string, at: number): Promise<void> {
		const pid = Number(/^(\d+)\.json$/.exec(name)?.[1]);
		if (Number.isNaN(pid) || this.#listedAt.has(pid)) return;
		const text = await readFile(join(this.#folder, name), "utf8").catch(() => "{}");
		const { status } = JSON.parse(text) as { readonly status?: string };
		const up = status === "idle" || status === "busy";
		if (up && !this.#listedAt.has(pid)) this.#listedAt.set(pid, at);
	}
}
