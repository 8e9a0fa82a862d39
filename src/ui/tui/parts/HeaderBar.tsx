import { headerLine } from "../present/header.ts";
import { useMade } from "../room.ts";
import { Row } from "./Row.tsx";

/** The top line of the screen. */
export function HeaderBar({ columns }: { readonly columns: number }) {
	const line = useMade((frame) => headerLine(frame, columns));
	return <Row columns={columns} line={line} />;
}
