import type { Config } from "../../engine/config/config.ts";
import type { EngineClient } from "../../state/client.ts";
import type { Io } from "./io.ts";

interface RoomWish {
	readonly readonly: boolean;
	readonly banner: string | null;
	/** An engine of this process: the room goes with it. */
	readonly engineEnd?: Promise<unknown>;
	readonly io: Io;
}

/** Shows the control room until the operator, a signal, or the end of its engine closes it. */
export async function openRoom(
	client: EngineClient,
	config: Config | null,
	{ readonly, banner, engineEnd, io }: RoomWish,
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
		...(engineEnd ? { engineEnd } : {}),
	});
}
