import { render } from "ink";
import { toAscii } from "../present/ascii.ts";
import type { Room } from "../room.ts";
import type { Shown } from "../start.tsx";
import { LinesApp, PAGE } from "./LinesApp.tsx";
import { Speaker } from "./speaker.ts";

/** Whether this operator, or this terminal, wants lines in the place of a screen. */
export function wantsLines(screenReader: boolean, env: NodeJS.ProcessEnv): boolean {
	return screenReader || env.INK_SCREEN_READER === "true" || env.TERM === "dumb";
}

/** Shows the control room as lines that are told one after the other; the keys are those of the screen. */
export function showLines(room: Room): Shown {
	const dumb = room.options.env.TERM === "dumb";
	const { ascii } = room.theme;
	const speaker = new Speaker({
		...PAGE,
		say: (line) => void process.stdout.write(`${ascii ? toAscii(line) : line}\n`),
		pass: (codes) => void (dumb || process.stdout.write(codes)),
	});
	const help = room.keymap.keyOf("help");
	process.stdout.write(`claude-failover, line by line; ${help} lists the keys\n`);
	const touch = () => {
		speaker.asked();
		room.frames.touch();
	};
	// The signs of the drawing are taken out before anything is said.
	const heard = { ...room, theme: { ascii: false }, frames: { ...room.frames, touch } };
	const screen = render(<LinesApp room={heard} repaint={() => speaker.forget()} />, {
		stdout: speaker as unknown as NodeJS.WriteStream,
		stdin: process.stdin,
		debug: true,
		// That of Ink leaves the layout out, and with it what is beside what.
		isScreenReaderEnabled: false,
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	return {
		unmount() {
			speaker.close();
			screen.unmount();
		},
		waitUntilExit: () => screen.waitUntilExit(),
	};
}
