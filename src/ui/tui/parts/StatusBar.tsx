import { fieldLine } from "../present/field-line.ts";
import { type Line, span } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { statusLine } from "../present/status.ts";
import { useKeyOf, useMade, useView } from "../room.ts";
import { topDialog } from "../view-store.ts";
import { Row } from "./Row.tsx";

/** The line over the footer: a toast while there is one, else what needs attention. */
export function StatusBar({ columns }: { readonly columns: number }) {
	const key = useKeyOf("next-needy");
	const said = useView((view) => view.toast);
	const dialog = useView(topDialog);
	const standing = useMade((frame) => statusLine(frame.snapshot.state, frame.now, columns, key));
	if (dialog?.kind === "filter") {
		const line = [
			span(" /", { color: "cyan", bold: true }),
			...fieldLine(dialog.field, columns - 3),
		];
		return <Row columns={columns} line={line} />;
	}
	if (said === null) return <Row columns={columns} line={standing} />;
	const mark = said.level === "warn" ? " ! " : " ✓ ";
	const line: Line = [
		span(`${mark}${plain(said.text)} `, {
			color: said.level === "warn" ? "yellow" : "green",
			bold: true,
		}),
	];
	return <Row columns={columns} line={line} />;
}
