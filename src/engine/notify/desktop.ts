import type { Sink } from "../loops/notifier.ts";

/** Desktop notifications, best effort: without a session bus they are simply not seen. */
export async function desktopSink(): Promise<Sink> {
	const { default: nodeNotifier } = await import("node-notifier");
	return {
		name: "desktop",
		send: (title, message) =>
			new Promise((resolve, reject) => {
				nodeNotifier.notify({ title, message }, (error) => (error ? reject(error) : resolve()));
			}),
	};
}
