import { useEffect } from "react";
import { readLoops } from "../actions/loops.ts";
import type { Frame } from "../frame-store.ts";
import { engineLines } from "../present/engine-lines.ts";
import type { Line } from "../present/line.ts";
import { loopLines, readAtWords } from "../present/loop-lines.ts";
import { plain } from "../present/plain.ts";
import { indented } from "../present/plan-lines.ts";
import { type Room, useMade, useRoom } from "../room.ts";
import type { LoopsDialogState } from "./dialog.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface LoopsDialogProps {
	readonly dialog: LoopsDialogState;
	readonly columns: number;
	readonly height: number;
}

const EVERY_MS = 2000;

/** The health of the engine and of its loops, asked for every two seconds while it is in sight. */
export function LoopsDialog({ dialog, columns, height }: LoopsDialogProps) {
	const room = useRoom();
	useEffect(() => reading(room), [room]);
	const text = useMade((frame) => loopsText(dialog, frame, columns - 4));
	return (
		<TextDialog
			title={`Loops  ${readAtWords(dialog.reading)}`.trimEnd()}
			text={text}
			scroll={dialog.scroll}
			columns={columns}
			height={height}
		/>
	);
}

/** The whole text of the dialog. */
export function loopsText(
	{ reading, problem }: LoopsDialogState,
	{ snapshot, link, minute }: Frame,
	columns: number,
): readonly Line[] {
	const style = { color: "red" } as const;
	return [
		...engineLines(snapshot, link, minute, columns),
		[],
		...(problem === null ? [] : indented(0, `✗ ${plain(problem)}`, columns, style)),
		...(reading === null && problem === null
			? indented(0, "Asking…", columns)
			: loopLines(snapshot.state.loops, reading, minute, columns)),
	];
}

/** Asks until it is ended. */
function reading(room: Room): () => void {
	let open = true;
	let timer: NodeJS.Timeout | undefined;
	const read = async (): Promise<void> => {
		await readLoops(room);
		if (!open) return;
		timer = setTimeout(() => void read(), EVERY_MS);
		timer.unref();
	};
	void read();
	return () => {
		open = false;
		clearTimeout(timer);
	};
}
