import type { State, Switch } from "../../../state/model.ts";
import { type Line, type Style, span } from "../present/line.ts";
import { type RowLook, switchRows } from "../present/switch-rows.ts";
import { useFrame, useMade } from "../room.ts";
import type { ProgressDialogState } from "./dialog.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface ProgressDialogProps {
	readonly dialog: ProgressDialogState;
	readonly columns: number;
	readonly height: number;
}

const GOES_ON: Line = [span("It goes on without this window. esc: back", { dimColor: true })];
const ENDED: Line = [span("It has ended. esc: back", { bold: true })];

/** Each session's step with its time, and whether the switch can still go back. */
export function ProgressDialog({ dialog, columns, height }: ProgressDialogProps) {
	const text = useMade((frame) => progressText(frame.snapshot.state, dialog.switchId, frame.now));
	const ended = useFrame(({ snapshot }) => snapshot.state.openSwitch?.id !== dialog.switchId);
	return (
		<TextDialog
			title="Switch"
			text={text}
			scroll={dialog.scroll}
			below={[[], ended ? ENDED : GOES_ON]}
			columns={columns}
			height={height}
		/>
	);
}

/** A switch as the rows of its dialog. */
export function progressText(state: State, id: string, now: number): readonly Line[] {
	const known = switchOf(state, id);
	if (known === undefined) return [[span("It has not begun yet, or was too long ago.")]];
	const rows = switchRows(known, now, Number.POSITIVE_INFINITY, false);
	return rows.map(({ text, colour }): Line => [span(text, styleOf(colour))]);
}

function switchOf({ openSwitch, switches }: State, id: string): Switch | undefined {
	return openSwitch?.id === id ? openSwitch : switches.find((one) => one.id === id);
}

function styleOf(look: RowLook): Style {
	if (look === "dim") return { dimColor: true };
	return look === "bold" ? { bold: true } : { color: look };
}
