import type { Config } from "../../engine/config/config.ts";
import type { EngineClient } from "../../state/client.ts";
import type { Io } from "./io.ts";

/** Shows the control room until the operator or a signal ends it. */
export async function openRoom(
	client: EngineClient,
	config: Config | null,
	{
		readonly,
		banner,
		io,
	}: { readonly readonly: boolean; readonly banner: string | null; readonly io: Io },
): Promise<void> {
	const { startControlRoom } = await import("../tui/start.tsx");
	const { demo } = client.store.getState().state.engine;
	const { ascii, fps } = config?.ui ?? { ascii: "auto" as const, fps: 15 };
	await startControlRoom(client, {
		demo,
		readonly,
		ascii,
		fps,
		banner,
		env: io.env,
		now: io.now,
	});
}
