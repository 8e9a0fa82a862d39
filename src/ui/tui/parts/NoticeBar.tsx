import { noticesOf } from "../present/notices.ts";
import { useMade, useRoom } from "../room.ts";
import { Row } from "./Row.tsx";

/** The banners under the top line, as many as there are rows for. */
export function NoticeBar({
	columns,
	height,
}: {
	readonly columns: number;
	readonly height: number;
}) {
	const room = useRoom();
	const shown = useMade((frame) => noticesOf(frame, room).slice(0, height));
	return shown.map(({ key, line }) => <Row key={key} columns={columns} line={line} />);
}
