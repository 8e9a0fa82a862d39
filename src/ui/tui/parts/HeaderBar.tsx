import { headerLine } from "../present/header.ts";
import { useFrame } from "../room.ts";
import { Row } from "./Row.tsx";

/** The top line of the screen. */
export function HeaderBar({ columns }: { readonly columns: number }) {
	const frame = useFrame((f) => f);
	return <Row columns={columns} line={headerLine(frame, columns)} />;
}
