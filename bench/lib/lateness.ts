import { getJson } from "./control.ts";

/** What `GET /readyz` says of the loops. */
interface Ready {
	readonly loops: readonly {
		readonly name: string;
		readonly everyMs: number;
		readonly lastPassAt: number | null;
	}[];
}

/** How often the loops are looked at. */
const LOOK_MS = 100;

/** The longest that a loop went without completing a pass, as a multiple of its period. */
export interface Latest {
	readonly loop: string;
	readonly periods: number;
}

/** Watches the loops of a daemon until `end`, which tells of the one that was latest. Two passes between two looks count as one. */
export function watchLoops(socket: string): { end(): Promise<Latest> } {
	const before = new Map<string, number>();
	let latest: Latest = { loop: "none", periods: 0 };
	let stopped = false;
	const look = async (): Promise<void> => {
		const { loops } = await getJson<Ready>(socket, "/readyz");
		const now = Date.now();
		for (const { name, everyMs, lastPassAt } of loops) {
			if (lastPassAt === null) continue;
			const known = before.get(name) ?? lastPassAt;
			const since = Math.max(lastPassAt - known, now - lastPassAt);
			if (since / everyMs > latest.periods) latest = { loop: name, periods: since / everyMs };
			before.set(name, lastPassAt);
		}
	};
	const watching = (async () => {
		while (!stopped) {
			await look();
			await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
		}
	})();
	return {
		async end() {
			stopped = true;
			await watching;
			return latest;
		},
	};
}
