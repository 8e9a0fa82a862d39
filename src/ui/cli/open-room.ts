import type { Config, UiConfig } from "../../engine/config/config.ts";
import type { EngineClient } from "../../state/client.ts";
import type { Io } from "./io.ts";

interface RoomWish {
	readonly readonly: boolean;
	readonly banner: string | null;
	/** An engine of this process: the room goes with it. */
	readonly engineEnd?: Promise<unknown>;
	readonly io: Io;
}

const SHIPPED: UiConfig = { ascii: "auto", fps: 15, screenReader: false, keys: {} };

/** Begins to load what draws while something else is waited for. What goes wrong shows when it is needed. */
export function loadRoomAhead(): void {
	import("../tui/start.tsx").catch(() => {});
}

/** Shows the control room until the operator, a signal, or the end of its engine closes it. */
export async function openRoom(
	client: EngineClient,
	config: Config | null,
	{ readonly, banner, engineEnd, io }: RoomWish,
): Promise<void> {
	const [{ startControlRoom }, { keymapOf }, { remap }, { shippedBindings }] = await Promise.all([
		import("../tui/start.tsx"),
		import("../tui/keymap.ts"),
		import("../tui/keys/remap.ts"),
		import("../tui/keys/table.ts"),
	]);
	const { demo } = client.store.getState().state.engine;
	const { ascii, fps, keys, screenReader } = config?.ui ?? SHIPPED;
	await startControlRoom(client, {
		keymap: keymapOf(remap(shippedBindings, keys).bindings),
		demo,
		readonly,
		ascii,
		screenReader,
		fps,
		banner,
		env: io.env,
		now: io.now,
		...(engineEnd ? { engineEnd } : {}),
	});
}
