import type { Sink } from "../loops/notifier.ts";

/**
 * Desktop notifications, best effort: without a session bus they are simply not seen. `secrets`: variables that are
 * taken out of this process's own environment, since the library hands all of it on to what it starts.
 */
export async function desktopSink(secrets: ReadonlySet<string>): Promise<Sink> {
	for (const name of secrets) delete process.env[name];
	const { default: nodeNotifier } = await import("node-notifier");
	return {
		name: "desktop",
		send: (title, message) =>
			new Promise((resolve, reject) => {
				nodeNotifier.notify({ title, message }, (error) => (error ? reject(error) : resolve()));
			}),
	};
}
