const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs `work` with a signal that the first SIGINT, SIGTERM or SIGHUP aborts; its name is the reason. */
export async function withStopSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const stop = new AbortController();
	const onSignal = (name: NodeJS.Signals): void => stop.abort(name);
	for (const name of SIGNALS) process.on(name, onSignal);
	try {
		return await work(stop.signal);
	} finally {
		for (const name of SIGNALS) process.off(name, onSignal);
	}
}
