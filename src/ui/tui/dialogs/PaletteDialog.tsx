import { choicesOf } from "../actions/palette.ts";
import { factsOf } from "../facts.ts";
import { descriptionOf, keyName } from "../keymap.ts";
import { innerHeight } from "../parts/Frame.tsx";
import { fieldLine } from "../present/field-line.ts";
import { type Line, pad, span } from "../present/line.ts";
import { useFrame, useRoom, useView } from "../room.ts";
import { sliceAround } from "../selection.ts";
import type { PaletteDialogState } from "./dialog.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface PaletteDialogProps {
	readonly dialog: PaletteDialogState;
	readonly columns: number;
	readonly height: number;
}

/** Every act by its name, with its key, and why it does nothing now if so. */
export function PaletteDialog({ dialog, columns, height }: PaletteDialogProps) {
	const room = useRoom();
	const frame = useFrame((f) => f);
	const view = useView((v) => v);
	const facts = factsOf(room, frame, view);
	const choices = choicesOf(room.keymap, dialog);
	const slice = sliceAround(choices.length, dialog.choice, innerHeight(height) - 2);
	const lines = choices.slice(slice.from, slice.to).map(({ name, binding }, index): Line => {
		const chosen = slice.from + index === dialog.choice;
		const reason = binding.disabledReason?.(facts) ?? null;
		const faint = reason === null ? {} : { dimColor: true };
		return [
			span(chosen ? "▸ " : "  ", { color: "cyan", bold: true }),
			span(pad(name, 17), chosen ? { bold: true } : faint),
			span(pad(keyName(binding.keys[0] ?? ""), 6), { color: "cyan" }),
			span(reason === null ? descriptionOf(binding, facts) : `not now: ${reason}`, faint),
		];
	});
	return (
		<TextDialog
			title={`Commands (${choices.length})`}
			text={[
				[span(":", { color: "cyan" }), ...fieldLine(dialog.field, columns - 6)],
				[],
				...(lines.length === 0 ? [[span("nothing is called so")]] : lines),
			]}
			scroll={0}
			columns={columns}
			height={height}
		/>
	);
}
