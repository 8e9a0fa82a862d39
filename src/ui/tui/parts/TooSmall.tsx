import { Box } from "ink";
import { FLOOR } from "../layout.ts";
import { span, widthOf } from "../present/line.ts";
import { useView } from "../room.ts";
import { Row } from "./Row.tsx";

/** One line for a window in which nothing can be shown. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
	const asked = useView((view) => view.dialogs.some((dialog) => dialog.kind === "quit"));
	const floor = `${FLOOR.columns}x${FLOOR.rows}`;
	const [long, short] = asked
		? ["quit? supervision stops. y/n", "quit engine? y/n"]
		: [`too small: ${floor} needed; q quits`, `need ${floor}; q quits`];
	const text = widthOf(long) <= columns ? long : short;
	return (
		<Box width={columns} height={rows} overflowY="hidden" flexDirection="column">
			<Row columns={columns} line={[span(text)]} />
		</Box>
	);
}
